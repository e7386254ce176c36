"""Rows on a terminal: finished ones scroll up and stay, live ones are painted over in place.

A pure core: rows and the screen's size go in, the string that brings the screen there comes out.
The text is written over itself and only then is the rest of a row erased, so nothing flickers;
and the last row never moves up, so that finished text stays where it was read.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from captions.text import width

__all__ = ["Layout", "Painter", "Screen"]

_HOLD, _RELEASE = "\x1b[?2026h", "\x1b[?2026l"
"""A terminal that knows these shows what stands between them at once."""
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
_CLEAR_ROW, _CLEAR_BELOW = "\x1b[K", "\x1b[J"
_REMEMBERED = 300

Layout = Callable[[int], list[Text]]
"""Gives the rows of something for a width in columns."""


@dataclass(frozen=True, slots=True)
class Screen:
    """The size of a terminal."""

    columns: int
    rows: int

    @property
    def usable_columns(self) -> int:
        """The last column stays free: a terminal that is there may already wrap."""
        return max(self.columns - 1, 1)


class Painter:
    """Knows what is on the screen, and what must be written to change it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._painted_columns = 0
        self._finished: deque[tuple[Layout, list[int]]] = deque(maxlen=_REMEMBERED)
        self._live_widths: list[int] = []

    def paint(self, finished: Sequence[Layout], live: Layout, status: Text, screen: Screen) -> str:
        """Put finished rows above, then the live rows and the status row."""
        columns = screen.usable_columns
        go_up, done = self._go_back(screen)
        new = [row for layout in finished for row in self._remember(layout, columns)]
        live_rows = live(columns)
        # Blank rows fill what the live rows leave: the status row does not jump up.
        kept = len(self._live_widths) - 1 - len(new)
        live_rows += [Text()] * (kept - len(live_rows))
        live_rows = [*live_rows, status][-max(screen.rows - 1, 1) :]
        self._live_widths = [width(row.plain) for row in live_rows]
        self._painted_columns = screen.columns
        body = "\r\n".join(self._ansi(row) + _CLEAR_ROW for row in [*done, *new, *live_rows])
        return f"{_HOLD}{_HIDE_CURSOR}{go_up}{body}{_CLEAR_BELOW}{_RELEASE}"

    def leave(self, finished: Sequence[Layout], screen: Screen) -> str:
        """Put the last rows above and nothing below; the cursor is on an empty row."""
        go_up, done = self._go_back(screen)
        new = [row for layout in finished for row in layout(screen.usable_columns)]
        self._live_widths = []
        body = "".join(self._ansi(row) + _CLEAR_ROW + "\r\n" for row in [*done, *new])
        return f"{_HOLD}{go_up}{body}{_CLEAR_BELOW}{_SHOW_CURSOR}{_RELEASE}"

    def _remember(self, layout: Layout, columns: int) -> list[Text]:
        rows = layout(columns)
        if rows:
            self._finished.append((layout, [width(row.plain) for row in rows]))
        return rows

    def _go_back(self, screen: Screen) -> tuple[str, list[Text]]:
        """To the row where painting begins, and the finished rows to paint there once more.

        With another width the terminal has wrapped what was painted: all that is still on the
        screen is laid out anew.
        """
        if not self._live_widths or screen.columns == self._painted_columns:
            return _up(len(self._live_widths) - 1), []
        height = _wrapped(self._live_widths, screen.columns)
        again: list[tuple[Layout, list[int]]] = []
        while self._finished and height < screen.rows:
            again.append(self._finished.pop())
            height += _wrapped(again[-1][1], screen.columns)
        columns = screen.usable_columns
        rows = [row for layout, _ in reversed(again) for row in self._remember(layout, columns)]
        return _up(min(height, screen.rows) - 1), rows

    def _ansi(self, row: Text) -> str:
        with self._console.capture() as capture:
            self._console.print(row, end="", soft_wrap=True, highlight=False)
        return capture.get()


def _up(rows: int) -> str:
    return f"\r\x1b[{rows}A" if rows > 0 else "\r"


def _wrapped(widths: Sequence[int], columns: int) -> int:
    """How many rows of a terminal these rows take after it has wrapped them."""
    return sum(max(-(-row // columns), 1) for row in widths)
