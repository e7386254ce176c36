"""Single keys from a terminal, without waiting for Enter; the terminal is as before at the end."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

__all__ = ["Keys", "keys"]

_READ_BYTES = 256
_SEQUENCE = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)
"""An arrow, a function key or the like, which means nothing here."""

Took = Callable[[str], None]


class Keys:
    """Hands each key that is typed to `took`, in the event loop. Made by `keys`."""

    def __init__(self, fd: int, took: Took) -> None:
        import termios

        self._fd = fd
        self._took = took
        self._before: list[Any] = termios.tcgetattr(fd)
        self._loop = asyncio.get_running_loop()
        self._is_open = False

    def open(self) -> None:
        """Take keys from now on. Ctrl-C stays a signal."""
        self._take_over()
        self._is_open = True
        self._loop.add_reader(self._fd, self._read)
        # A shell that stopped us gives the terminal back as it likes it.
        self._loop.add_signal_handler(signal.SIGCONT, self._take_over)

    def close(self) -> None:
        """Leave the terminal as it was. More than once is fine."""
        if not self._is_open:
            return
        self._is_open = False
        self._loop.remove_reader(self._fd)
        self._loop.remove_signal_handler(signal.SIGCONT)
        self.restore()

    def restore(self) -> None:
        """Only the terminal itself: for a process that ends here and now."""
        import termios

        with suppress(termios.error):
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)

    def _take_over(self) -> None:
        import termios
        import tty

        with suppress(termios.error):
            tty.setcbreak(self._fd)

    def _read(self) -> None:
        try:
            typed = os.read(self._fd, _READ_BYTES)
        except OSError:
            typed = b""
        if not typed:  # the terminal has gone
            self._loop.remove_reader(self._fd)
            return
        for key in _SEQUENCE.sub("", typed.decode("utf-8", "ignore")):
            self._took(key)


@contextmanager
def keys(took: Took) -> Iterator[Keys | None]:
    """Keys from standard input within the block; None where it is no terminal of ours."""
    opened = Keys(sys.stdin.fileno(), took) if _is_ours() else None
    try:
        if opened is not None:
            opened.open()
        yield opened
    finally:
        if opened is not None:
            opened.close()


def _is_ours() -> bool:
    """Whether somebody types to us: at a terminal, of which we are the foreground."""
    try:
        fd = sys.stdin.fileno()
        return os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp()
    except (OSError, ValueError, AttributeError):  # no input at all, or a system without these
        return False
