"""The server's doors: who may open rooms, and who may enter one."""

import hashlib
import hmac
from collections.abc import Callable
from secrets import token_urlsafe

from configs.errors import ConfigError
from configs.server_config import ServerConfig
from server.access.origin import OriginRule
from server.access.rate import RateLimiter, address_key
from server.access.tokens import Grant, Role, Tokens
from server.refusal import Refused

__all__ = ["Access", "bearer", "check_exposure", "secret_digest"]

_FAILURES_PER_MINUTE = 20
"""Wrong tokens and secrets from one address before it has to wait."""
_ANYBODY = "anybody"


def check_exposure(config: ServerConfig) -> None:
    """Raises `ConfigError` for a server that others can reach and that anybody may use."""
    if config.is_local or config.admin_token:
        return
    where = config.public_host or config.host
    raise ConfigError(
        "server.admin_token",
        f"is needed where others can connect ({where}): set DRAGOMAN_SERVER__ADMIN_TOKEN to a "
        f"secret text of 16 characters or more",
    )


def secret_digest(secret: str) -> str:
    """What is kept of a room's secret; empty for none."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def bearer(header: str | None) -> str:
    """The token in an `Authorization` header; empty where there is none."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


class Access:
    """Checks tokens, secrets and how often somebody asks. Raises `Refused` where it says no."""

    def __init__(
        self,
        config: ServerConfig,
        *,
        now_s: Callable[[], float],
        wall_s: Callable[[], float],
    ) -> None:
        """`now_s` is a monotonic clock, `wall_s` the Unix time, both in seconds."""
        self._config = config
        self._now_s = now_s
        self._wall_s = wall_s
        self._tokens = Tokens(config.secret or token_urlsafe(32))
        self._rate = RateLimiter(config.requests_per_minute)
        self._failures = RateLimiter(_FAILURES_PER_MINUTE)
        self.origins = OriginRule(config)

    @property
    def needs_admin(self) -> bool:
        """Whether opening rooms takes the admin token."""
        return bool(self._config.admin_token) or not self._config.is_local

    def count(self, address: str) -> None:
        """One more request from an address. Raises `Refused` (rate)."""
        wait_s = self._rate.take(address_key(address), self._now_s())
        if wait_s:
            raise Refused("rate", "too many requests: wait a little", retry_s=wait_s)

    def require_admin(self, token: str, address: str) -> None:
        """Only who may open rooms gets past. Raises `Refused`."""
        if not self.needs_admin:
            return
        self._check_failures(address)
        if not self.is_admin(token):
            refusal = Refused("bad_token", "the admin token is needed")
            raise self._failed(address, refusal) if token else refusal

    def is_admin(self, token: str) -> bool:
        """Whether this is the admin token."""
        known = self._config.admin_token
        return bool(known) and hmac.compare_digest(token.encode(), known.encode())

    def enter(self, token: str, room: str, secret: str, address: str) -> Grant:
        """What a token allows in a room whose secret has this digest. Raises `Refused`.

        Without a token, a room without a secret is open to everybody on this machine.
        """
        if not token and not secret and not self.needs_admin:
            return Grant(_ANYBODY, room, "speaker")
        self._check_failures(address)
        if self.is_admin(token):
            return Grant("admin", room, "host")
        try:
            return self._tokens.read(token, room, now_s=self._wall_s())
        except Refused as refusal:
            if token:
                self._failed(address, refusal)
            raise

    def check_secret(self, given: str, digest: str, address: str) -> None:
        """Whether a text is the room's secret. Raises `Refused`; a room without one has none."""
        self._check_failures(address)
        if not digest or not hmac.compare_digest(secret_digest(given), digest):
            raise self._failed(address, Refused("bad_token", "this is not the room's secret"))

    def issue(
        self, room: str, role: Role, *, ttl_s: float, name: str = "", language: str = ""
    ) -> str:
        """A join token."""
        now_s = self._wall_s()
        return self._tokens.issue(
            room, role, ttl_s=ttl_s, now_s=now_s, name=name, language=language
        )

    def _check_failures(self, address: str) -> None:
        wait_s = self._failures.wait_s(address_key(address), self._now_s())
        if wait_s:
            raise Refused("rate", "too many wrong tokens: wait a little", retry_s=wait_s)

    def _failed(self, address: str, refusal: Refused) -> Refused:
        self._failures.take(address_key(address), self._now_s())
        return refusal
