"""The socket on which the server listens, and its certificate: checked before anything loads."""

import os
import socket
import ssl

from configs.errors import ConfigError, DragomanError
from configs.server_config import ServerConfig

__all__ = ["CannotListen", "address_of", "check_certificate", "listen", "listen_at"]

_BACKLOG = 256


class CannotListen(DragomanError):
    """The address cannot be had."""


def listen(config: ServerConfig) -> socket.socket:
    """The server's listening socket. Raises `CannotListen` in one line that says what to do."""
    return listen_at(config.host, config.port, "--port takes another port, 0 any free one")


def listen_at(host: str, port: int, advice: str) -> socket.socket:
    """A listening socket. Raises `CannotListen` in one line that ends with the advice."""
    where = f"{host}:{port}"
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address, family=family, backlog=_BACKLOG)
    except OSError as error:
        # By its number where it has one: `create_server` adds words of its own to the text.
        number = error.errno or 0
        problem = os.strerror(number) if number > 0 else error.strerror or str(error)
        raise CannotListen(f"cannot listen on {where}: {problem.lower()}; {advice}") from error


def check_certificate(config: ServerConfig) -> None:
    """Raises `ConfigError` for a certificate and key that cannot be used."""
    if not config.tls_cert:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(config.tls_cert, config.tls_key)
    except (OSError, ssl.SSLError) as error:
        problem = f"the certificate or its key cannot be used: {error.strerror or error}"
        raise ConfigError("server.tls_cert", problem) from error


def address_of(listening: socket.socket, config: ServerConfig) -> str:
    """The URL at which this machine reaches the server."""
    scheme = "https" if config.tls_cert else "http"
    port = listening.getsockname()[1]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(config.host, config.host)
    return f"{scheme}://{f'[{host}]' if ':' in host and '[' not in host else host}:{port}"
