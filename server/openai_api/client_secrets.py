"""Short-lived keys, so that a page in a browser need not know the server's own key.

Sans-I/O: times are Unix times in seconds.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

__all__ = ["PREFIX", "ClientSecrets", "Kind", "Secret"]

PREFIX = "ek_"
_MOST = 4096
"""Beyond it, the oldest end early."""

Kind = str
"""transcription or translation."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What a key opens."""

    kind: Kind
    session: Mapping[str, Any]
    """The settings that a session begins with."""
    expires_at: int


class ClientSecrets:
    """The keys that are valid. Only their digests are kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Secret] = OrderedDict()

    def issue(
        self, kind: Kind, session: Mapping[str, Any], *, ttl_s: int, now_s: float
    ) -> tuple[str, Secret]:
        """A new key, good for any number of sessions until it expires."""
        value = PREFIX + token_urlsafe(32)
        secret = Secret(kind, session, int(now_s) + ttl_s)
        self._known[_digest(value)] = secret
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return value, secret

    def find(self, value: str, kind: Kind, *, now_s: float) -> Secret | None:
        """What a key opens; None if it is unknown, has expired, or opens something else."""
        secret = self._known.get(_digest(value))
        if secret is None or secret.kind != kind:
            return None
        if secret.expires_at <= now_s:
            del self._known[_digest(value)]
            return None
        return secret


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
