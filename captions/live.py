"""Text that is still growing, in lines that stay where they are.

A line is filled until the next word does not fit, never looking ahead. So the place of a word
depends on nothing after it, and a word that is read stays where it is read. Two columns are kept
free for the punctuation that often comes later than its word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from captions.text import ends_closed, glyphs, may_break, squeeze, width

__all__ = ["LiveLine", "LiveLines", "flow", "live_lines"]

_RESERVED_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class LiveLine:
    """A line of growing text; the line is `stable + unstable`."""

    stable: str
    unstable: str = ""


@dataclass(frozen=True, slots=True)
class LiveLines:
    """The lines on the screen; `top` is the first one's place in the whole text, from 0."""

    top: int
    lines: tuple[LiveLine, ...]


def live_lines(
    stable: str, unstable: str, columns: int, most_lines: int, *, top: int = 0
) -> LiveLines:
    """The last lines of a growing text, at most `most_lines` of at most `columns` each.

    `stable + unstable` is the text, so the unstable part has its own leading space. Hand back the
    `top` of the last call: lines that have scrolled away then stay away when unstable words are
    taken back, and nothing jumps.
    """
    lines = flow(stable, unstable, columns)
    first = max(len(lines) - most_lines, min(top, len(lines) - 1), 0)
    return LiveLines(first, lines[first:])


def flow(stable: str, unstable: str, columns: int) -> tuple[LiveLine, ...]:
    """All lines of a growing text, at most `columns` wide each."""
    filler = _Filler(columns)
    for chunk, after_space in _chunks(stable, unstable):
        filler.add(chunk, after_space)
    return tuple(_split(line) for line in filler.lines)


_Glyph = tuple[str, bool]
"""A glyph, and whether it is stable."""


class _Filler:
    """Fills lines with chunks of glyphs, one after the other."""

    def __init__(self, columns: int) -> None:
        self.lines: list[list[_Glyph]] = []
        self._columns = columns
        self._filled = 0

    def add(self, chunk: list[_Glyph], after_space: bool) -> None:
        room = self._columns - _RESERVED_COLUMNS
        if not self.lines or self._filled + after_space + _core_columns(chunk) > room:
            self._new_line()
        elif after_space:
            self._put((" ", chunk[0][1]))
        for glyph in chunk:
            # Only a chunk that no line can hold comes to the edge.
            if self._filled + width(glyph[0]) > self._columns:
                self._new_line()
            self._put(glyph)

    def _put(self, glyph: _Glyph) -> None:
        self.lines[-1].append(glyph)
        self._filled += width(glyph[0])

    def _new_line(self) -> None:
        self.lines.append([])
        self._filled = 0


def _core_columns(chunk: list[_Glyph]) -> int:
    """Columns of a chunk without the marks that hang at its end, which may still be growing."""
    core = [text for text, _ in chunk]
    while len(core) > 1 and ends_closed(core[-1]):
        core.pop()
    return width("".join(core))


def _chunks(stable: str, unstable: str) -> Iterator[tuple[list[_Glyph], bool]]:
    """Runs of glyphs that stay together, and whether a space comes before them."""
    marked = [(" ", True), *_marked(stable, unstable), (" ", False)]
    chunk: list[_Glyph] = []
    after_space = False
    for before, glyph in pairwise(marked):
        ends = glyph[0] == " " or before[0] == " " or may_break(before[0], glyph[0])
        if ends and chunk:
            yield chunk, after_space
            chunk = []
        if glyph[0] != " ":
            after_space = before[0] == " " if not chunk else after_space
            chunk.append(glyph)


def _marked(stable: str, unstable: str) -> Iterator[_Glyph]:
    sure = squeeze(stable)
    at = 0
    for glyph in glyphs(sure + squeeze(unstable)):
        yield glyph, at < len(sure)
        at += len(glyph)


def _split(line: list[_Glyph]) -> LiveLine:
    stable = "".join(text for text, is_stable in line if is_stable)
    unstable = "".join(text for text, is_stable in line if not is_stable)
    return LiveLine(stable, unstable)
