"""Free ports of this machine."""

import socket


def free_listener() -> socket.socket:
    """A socket that listens on any free port."""
    return socket.create_server(("127.0.0.1", 0))


def free_port() -> int:
    """For a program that opens it itself; something else may come before it."""
    with free_listener() as listening:
        return int(listening.getsockname()[1])
