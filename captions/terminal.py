"""The live view on a terminal, and plain lines where there is none.

Finished segments become ordinary text that scrolls up and stays. Below them is what is being said
now, and a status line.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.text import Text

from captions.board import Board, LiveText, Segment, Status
from captions.painter import Layout, Painter, Screen
from captions.rows import segment_rows, status_row
from captions.text import clean
from captions.timestamps import short_stamp
from configs.errors import OutputError

__all__ = ["PlainView", "TerminalView", "View", "open_view"]

_REFRESH_S = 0.1
_RESIZED_S = 0.3
"""A terminal that is being resized is painted again once its width has stayed so long."""


class View(Protocol):
    """Shows a session while it runs."""

    def show(self, text: LiveText) -> None:
        """Take the newest text of a segment in a language."""
        ...

    def status(self, status: Status) -> None:
        """Take the state of the session."""
        ...

    def tick(self) -> None:
        """Paint what has changed; to be called about ten times a second."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was, with all the text on it."""
        ...


def open_view(targets: Sequence[str], console: Console) -> View:
    """A live view on a terminal that can do it, plain lines anywhere else."""
    is_simple = console.is_dumb_terminal or console.legacy_windows
    if console.is_terminal and not is_simple:
        return TerminalView(targets, console)
    return PlainView(console)


class PlainView:
    """A line for each final: the source with its language, its translations indented."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, text: LiveText) -> None:
        """Write a final and flush it; partial texts are not shown."""
        said = clean(text.stable + text.unstable)
        if text.is_final and said:
            indent = "  " if text.is_translation else ""
            language = clean(text.language)
            line = f"[{short_stamp(text.start_s)}] {indent}{language}  {said}\n"
            _write(self._console, line)

    def status(self, status: Status) -> None:
        """Show nothing: warnings go where the command writes its errors."""

    def tick(self) -> None:
        """Do nothing: lines are written when they come."""

    def close(self) -> None:
        """Do nothing: every line is written."""


class TerminalView:
    """The live view; as a context manager it gives the terminal back however its body ends."""

    def __init__(
        self,
        targets: Sequence[str],
        console: Console,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._targets = tuple(targets)
        self._console = console
        self._now = now
        self._board = Board(targets)
        self._painter = Painter(console)
        self._status: Status | None = None
        self._screen = self._measured()
        self._screen_since_s = float("-inf")
        self._painted_s = float("-inf")
        self._changed = True
        self._closed = False

    def show(self, text: LiveText) -> None:
        """Take the newest text of a segment, and paint it if the last painting is old enough."""
        self._changed |= self._board.show(text)
        self.tick()

    def status(self, status: Status) -> None:
        """Take the state of the session, and paint it if the last painting is old enough."""
        self._changed |= status != self._status
        self._status = status
        self.tick()

    def tick(self) -> None:
        """Paint what has changed, ten times a second at most."""
        now_s = self._now()
        self._look(now_s)
        is_steady = now_s - self._screen_since_s >= _RESIZED_S
        if self._changed and is_steady and now_s - self._painted_s >= _REFRESH_S:
            self._painted_s = now_s
            self._changed = False
            finished = [self._layout(segment) for segment in self._board.take()]
            _write(self._console, self._painter.paint(finished, *self._live(), self._screen))

    def close(self) -> None:
        """Turn what is shown into ordinary text, and give the terminal back."""
        if self._closed:
            return
        self._closed = True
        left = [self._layout(segment) for segment in self._board.take_all()]
        _write(self._console, self._painter.leave(left, self._measured()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _live(self) -> tuple[Layout, Text]:
        layouts = [self._layout(segment, is_live=True) for segment in self._board.segments]

        def rows(columns: int) -> list[Text]:
            return [row for layout in layouts for row in layout(columns)]

        columns = self._screen.usable_columns
        return rows, status_row(self._status, columns) if self._status else Text()

    def _layout(self, segment: Segment, *, is_live: bool = False) -> Layout:
        return partial(segment_rows, segment, self._targets, is_live=is_live)

    def _look(self, now_s: float) -> None:
        screen = self._measured()
        if screen != self._screen:
            self._changed = True
            if screen.columns != self._screen.columns:
                self._screen_since_s = now_s
            self._screen = screen

    def _measured(self) -> Screen:
        size = self._console.size
        return Screen(size.width, size.height)


def _write(console: Console, text: str) -> None:
    """Write and flush; what the terminal's encoding lacks becomes a question mark."""
    shown = text.encode(console.encoding, "replace").decode(console.encoding)
    try:
        console.file.write(shown)
        console.file.flush()
    except OSError as error:
        raise OutputError("the terminal", error.strerror or str(error)) from error
