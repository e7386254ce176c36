"""The settings of `dragoman serve`."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from configs.checks import check_within
from configs.errors import ConfigError

__all__ = ["SECRET_KEYS", "ServerConfig", "is_loopback"]

SECRET_KEYS = frozenset({"server.admin_token", "server.secret", "storage.url"})
"""Keys whose values are never shown."""
_SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Where the server listens, who may come in, and how much it takes on."""

    host: str = "127.0.0.1"
    port: int = 8080
    wyoming_host: str = "127.0.0.1"
    """Where Wyoming is served. Its clients show no key: who reaches the port may use it."""
    wyoming_port: int = 0
    """For Home Assistant, usually 10300; 0: not at all."""
    tls_cert: str = ""
    """A PEM file with the certificate and those above it; empty: plain HTTP."""
    tls_key: str = ""
    """The certificate's key, PEM."""
    admin_token: str = ""
    """Who has it may open rooms. Needed wherever others than this machine can come."""
    secret: str = ""
    """Signs the join tokens; empty: a new one at each start, so that tokens end with the server."""
    origins: tuple[str, ...] = ()
    """Other web pages that may connect, such as https://intranet.example."""
    public_url: str = ""
    """How people reach the server, where that is not its own address (behind a proxy)."""
    max_rooms: int = 16
    max_people: int = 32
    """In one room."""
    max_sessions: int = 0
    """Streams of speech that are heard at the same time, whatever they come by; 0: as many as a
    machine with so many cores is taken to bear (`server/slots.py`)."""
    max_cameras: int = 0
    """Cameras that are narrated at the same time; 0: two for each core."""
    max_message_kb: int = 64
    """Longest message on a socket."""
    max_body_mb: int = 25
    """Longest body of a request."""
    max_upload_s: int = 7200
    """Longest recording that is taken in, in seconds of sound, however small the file."""
    idle_s: float = 900.0
    """A room where nobody is ends after this time, and so does a socket that says nothing."""
    requests_per_minute: int = 600
    """From one address; 0: as many as come."""
    drain_s: float = 20.0
    """How long the server finishes what was said when it is told to end."""
    log_transcripts: bool = False
    """Write what is said in rooms, and its translations, into the log."""
    ice_servers: tuple[str, ...] = ()
    """`stun:host:port`, or `turn:host:port|user|password`, where addresses are translated."""

    def __post_init__(self) -> None:
        check_within("server.port", self.port, 0, 65535)
        check_within("server.wyoming_port", self.wyoming_port, 0, 65535)
        check_within("server.max_rooms", self.max_rooms, 1, 10_000)
        check_within("server.max_people", self.max_people, 1, 10_000)
        check_within("server.max_sessions", self.max_sessions, 0, 10_000)
        check_within("server.max_cameras", self.max_cameras, 0, 10_000)
        check_within("server.max_message_kb", self.max_message_kb, 1, 1024)
        check_within("server.max_body_mb", self.max_body_mb, 1, 4096)
        check_within("server.max_upload_s", self.max_upload_s, 1, 864_000)
        check_within("server.idle_s", self.idle_s, 1.0, 86_400.0)
        check_within("server.requests_per_minute", self.requests_per_minute, 0, 1_000_000)
        check_within("server.drain_s", self.drain_s, 0.0, 600.0)
        self._check_secrets()
        self._check_addresses()

    @property
    def is_local(self) -> bool:
        """Only this machine can come in, so nobody needs a token."""
        return is_loopback(self.host) and not self.public_host

    @property
    def public_host(self) -> str:
        """The host of `public_url`, where others than this machine use it; or empty."""
        host = urlsplit(self.public_url).hostname or ""
        return "" if is_loopback(host) else host

    def _check_secrets(self) -> None:
        for name in ("admin_token", "secret"):
            value = getattr(self, name)
            if value and len(value) < _SHORTEST_SECRET:
                problem = f"is too easy to guess: it has {len(value)} characters"
                allowed = (f"{_SHORTEST_SECRET} or more",)
                raise ConfigError(f"server.{name}", problem, allowed=allowed)
        if bool(self.tls_cert) != bool(self.tls_key):
            given, missing = ("tls_cert", "tls_key") if self.tls_cert else ("tls_key", "tls_cert")
            raise ConfigError(f"server.{given}", f"goes together with server.{missing}")

    def _check_addresses(self) -> None:
        for key, urls in (("origins", self.origins), ("public_url", (self.public_url,))):
            for url in filter(None, urls):
                if not _is_web_address(url):
                    allowed = ("http://…", "https://…")
                    raise ConfigError(f"server.{key}", f"{url!r} is not a URL", allowed=allowed)
        for server in self.ice_servers:
            if not server.startswith(("stun:", "stuns:", "turn:", "turns:")):
                problem = f"{server.partition('|')[0]!r} is no such server"
                raise ConfigError("server.ice_servers", problem, allowed=("stun:…", "turn:…"))


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
