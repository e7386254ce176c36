"""What the interface keeps for an application as long as it lives."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from server.gateway.kept import Kept
from server.openai_api.client_secrets import ClientSecrets

__all__ = ["STATE", "ApiState"]


class _Drains(Protocol):
    async def drain(self) -> None: ...


class ApiState:
    """Short-lived keys, and the realtime sessions that are open."""

    def __init__(self) -> None:
        self.secrets = ClientSecrets()
        self._open: set[_Drains] = set()

    @contextmanager
    def opened(self, session: _Drains) -> Iterator[None]:
        """The session is open within the block."""
        self._open.add(session)
        try:
            yield
        finally:
            self._open.discard(session)

    async def drain(self) -> None:
        """The server ends: have what was said so far told, and the sessions closed."""
        await asyncio.gather(*(session.drain() for session in self._open))


STATE = Kept("openai_api", lambda services: ApiState(), ApiState.drain)
"""Of the application that somebody came to."""
