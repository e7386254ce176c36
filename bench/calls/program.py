"""The server as people start it, in a process of its own."""

import json
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from bench.child import stop_child
from configs.errors import DragomanError

__all__ = ["Server", "serving"]

COMMAND = ("-m", "dragoman", "serve")
PATIENCE_S = 30.0
KEPT_LINES = 200


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and which process it is."""

    url: str
    pid: int


@contextmanager
def serving(
    *options: str, command: Sequence[str] = ("-m", "dragoman", "serve")
) -> Iterator[Server]:
    """Run `dragoman serve` on a free port until the block ends; it is ready when that begins.

    `command` is what Python is given instead, of a program with the same options and log.
    Raises `DragomanError` with the last lines of its log if it ends before it is ready.
    """
    with subprocess.Popen(
        [sys.executable, *command, "--port", "0", *options], stderr=subprocess.PIPE
    ) as child:
        try:
            yield _ready(child)
        finally:
            stop_child(child, PATIENCE_S)


def _ready(child: "subprocess.Popen[bytes]") -> Server:
    assert child.stderr is not None
    last: deque[str] = deque(maxlen=KEPT_LINES)
    url, is_ready = "", False
    for line in child.stderr:
        last.append(line.decode(errors="replace"))
        told = json.loads(line) if line.startswith(b"{") else {}
        url = told.get("url", url)
        is_ready = is_ready or told.get("event") == "ready"
        if url and is_ready:
            # Somebody must go on reading, or the server waits for room in the pipe.
            threading.Thread(target=_read_on, args=(child.stderr,), daemon=True).start()
            return Server(url, child.pid)
    raise DragomanError(f"the server ended: {''.join(last)[-2000:]}")


def _read_on(lines: IO[bytes]) -> None:
    for _ in lines:
        pass
