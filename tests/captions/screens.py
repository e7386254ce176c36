"""A terminal in memory: what a person would see, and what has scrolled away."""

import io
from collections.abc import Callable

import pyte
from rich.console import Console, ConsoleDimensions


class Terminal:
    """Takes what a console writes, and shows it on a screen with a scroll-back."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.HistoryScreen(columns, rows, history=1000)
        # A terminal's driver returns the carriage at each new line.
        self._screen.set_mode(pyte.modes.LNM)
        self._stream = pyte.Stream(self._screen)
        self.written = ""
        self.console = Console(
            file=_Writer(self.write), force_terminal=True, width=columns, height=rows, _environ={}
        )

    def write(self, text: str) -> None:
        self.written += text
        self._stream.feed(text)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self.console.size = ConsoleDimensions(columns, rows)

    @property
    def lines(self) -> list[str]:
        """Rows on the screen, without the empty ones below."""
        lines = [line.rstrip() for line in self._screen.display]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    @property
    def history(self) -> list[str]:
        """Rows that have scrolled off the top."""
        rows = self._screen.history.top
        return ["".join(row[x].data for x in range(self._screen.columns)).rstrip() for row in rows]

    @property
    def cursor_is_shown(self) -> bool:
        return not self._screen.cursor.hidden


class _Writer(io.StringIO):
    def __init__(self, sink: Callable[[str], None]) -> None:
        super().__init__()
        self._sink = sink

    def write(self, text: str) -> int:
        self._sink(text)
        return len(text)
