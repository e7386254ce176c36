"""Which web pages may talk to the server.

A browser says from which page a socket is opened (`Origin`) and under which name it reached the
server (`Host`). A page of somebody else must not use a visitor's browser as its way in; and where
no token is needed, a name that was made to lead to 127.0.0.1 must not either.
"""

from urllib.parse import urlsplit

from configs.server_config import ServerConfig, is_loopback

__all__ = ["OriginRule"]


class OriginRule:
    """Decides by the two headers alone."""

    def __init__(self, config: ServerConfig) -> None:
        own = (config.public_url, *config.origins)
        self._allowed = frozenset(filter(None, map(_origin, own)))
        self._is_local = config.is_local

    def allows_host(self, host: str | None) -> bool:
        """Whether the server may be reached by this name."""
        return not self._is_local or is_loopback(_hostname(host or ""))

    def allows_origin(self, origin: str | None, host: str | None) -> bool:
        """Whether a page of this origin may connect. A program that is no browser sends none."""
        if origin is None:
            return True
        given = _origin(origin)
        if given in self._allowed:
            return True
        return bool(given) and _authority(given) == _with_port(host or "", urlsplit(given).scheme)


def _origin(url: str) -> str:
    """`scheme://host:port` of a URL, or nothing if it is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    host = f"[{host}]" if ":" in host else host
    return (
        f"{parts.scheme}://{_with_port(host if port is None else f'{host}:{port}', parts.scheme)}"
    )


def _authority(origin: str) -> str:
    return origin.partition("://")[2]


def _with_port(host: str, scheme: str) -> str:
    host = host.lower()
    has_port = host.rpartition("]")[2].count(":") == 1
    return host if has_port else f"{host}:{443 if scheme == 'https' else 80}"


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
