"""The Wyoming server: a TCP port beside the web's."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from wyoming.info import Info

from server.gateway.services import Services
from server.wire.wyoming import MOST_LINE_BYTES
from server.wyoming_api.connection import Connection
from server.wyoming_api.info import describe

__all__ = ["WyomingServer", "wyoming"]

_MOST_CONNECTIONS = 64


class WyomingServer:
    """Accepts clients and remembers them, so that they can be finished."""

    def __init__(self, services: Services, info: Info) -> None:
        self._services = services
        self._info = info
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None, "it does not listen yet"
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self, listening: socket.socket) -> None:
        """Accept whoever comes."""
        self._server = await asyncio.start_server(
            self._accept, sock=listening, limit=MOST_LINE_BYTES
        )

    async def finish(self) -> None:
        """Take nobody any more, and let those who are speaking or listening finish."""
        if self._server is not None:
            self._server.close()
        await asyncio.gather(*(each.idle.wait() for each in self._connections.values()))

    async def close(self) -> None:
        """End everything now."""
        if self._server is not None:
            self._server.close()
        left = dict(self._connections)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        # A task that was cancelled while it hung up has not waited for it.
        await asyncio.gather(*(each.hang_up() for each in left.values()))

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= _MOST_CONNECTIONS:
            self._services.meters.refused("busy")
            writer.close()
            return
        connection = Connection(self._services, self._info, reader, writer)
        task = asyncio.create_task(connection.run())
        self._connections[task] = connection
        task.add_done_callback(self._connections.pop)


@asynccontextmanager
async def wyoming(services: Services, listening: socket.socket) -> AsyncIterator[WyomingServer]:
    """Serve Wyoming until the block ends."""
    server = WyomingServer(services, describe(services.pool, version("dragoman")))
    await server.start(listening)
    services.lifecycle.on_drain(server.finish)
    try:
        yield server
    finally:
        await server.close()
