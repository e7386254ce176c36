"""The servers that help WebRTC through address translation, as each side takes them."""

from collections.abc import Iterator

from aiortc import RTCIceServer

from configs.server_config import ServerConfig

__all__ = ["browser_servers", "rtc_servers"]


def browser_servers(config: ServerConfig) -> list[dict[str, str]]:
    """For a browser's `RTCPeerConnection`."""
    made = []
    for url, user, password in _parts(config):
        login = {"username": user, "credential": password} if user else {}
        made.append({"urls": url, **login})
    return made


def rtc_servers(config: ServerConfig) -> list[RTCIceServer]:
    """For our own side of a connection."""
    return [
        RTCIceServer(urls=url, username=user or None, credential=password or None)
        for url, user, password in _parts(config)
    ]


def _parts(config: ServerConfig) -> Iterator[tuple[str, str, str]]:
    """URL, user and password of each server; user and password may be empty."""
    for server in config.ice_servers:
        url, _, rest = server.partition("|")
        user, _, password = rest.partition("|")
        yield url, user, password
