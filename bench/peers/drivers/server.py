"""A peer's own server, as a process beside the driver that is its client."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bench.child import stop_child
from bench.peers.last_words import last_words

__all__ = ["HOST", "Server", "ServerEnded", "serving"]

HOST = "127.0.0.1"
LOADING_S = 180.0
STOPPING_S = 5.0
POLL_S = 0.1


class ServerEnded(Exception):
    """It ended, or did not begin, and this is what it said last."""


@dataclass(frozen=True, slots=True)
class Server:
    """One that answers."""

    pid: int
    port: int


@contextmanager
def serving(
    command: Callable[[int], Sequence[str]], is_ready: Callable[[int], bool]
) -> Iterator[Server]:
    """Start the command for a free port and wait until it is ready. Raises `ServerEnded`."""
    port = _free_port()
    # The folder that our own modules come from is no business of its.
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command(port), stdout=log, stderr=log, env=surroundings)
        try:
            deadline_s = time.monotonic() + LOADING_S
            while not is_ready(port):
                if process.poll() is not None or time.monotonic() > deadline_s:
                    log.seek(0)
                    raise ServerEnded(last_words(log.read().decode(errors="replace")))
                time.sleep(POLL_S)
            yield Server(process.pid, port)
        finally:
            stop_child(process, STOPPING_S)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as taken:
        return int(taken.getsockname()[1])
