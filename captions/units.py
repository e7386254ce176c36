"""Timed words cut into the units that a line may end between."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from captions.text import NO_BREAK_SPACES, clean, glyphs, may_break, squeeze, width
from translators.recognize import Word

__all__ = ["Unit", "cut", "join", "spread"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of text that stays on one line."""

    text: str
    columns: int
    after_space: bool
    """A space parts it from the unit before, unless a line ends there."""
    inside_word: bool
    """It goes on with a word that is too long for a line."""
    start_s: float
    end_s: float

    @property
    def reading_words(self) -> float:
        """For how many words a reader needs time: two ideographs are about a word."""
        if self.after_space:
            return 1.0
        return 0.0 if self.inside_word else 0.5


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    start_s: float
    end_s: float


def spread(text: str, start_s: float, end_s: float) -> tuple[Word, ...]:
    """Words of a text that has no times of its own: each takes a share by its length."""
    parts = clean(text).split(" ")
    total = sum(len(part) for part in parts)
    if not total:
        return ()
    words, at = [], 0
    for index, part in enumerate(parts):
        begin_s = start_s + (end_s - start_s) * (at / total)
        at += len(part)
        finish_s = start_s + (end_s - start_s) * (at / total)
        words.append(Word(" " * (index > 0) + part, begin_s, finish_s, 1.0))
    return tuple(words)


def cut(words: Sequence[Word], columns: int) -> tuple[Unit, ...]:
    """The units of joined words, in order, none wider than `columns`."""
    found: list[Unit] = []
    for token, is_long in _tokens(words, columns):
        for index, (piece, is_inside) in enumerate(_pieces(token, is_long)):
            found.append(_unit(piece, after_space=index == 0, inside_word=is_inside))
    return tuple(found)


def join(units: Sequence[Unit]) -> str:
    """The text of a line made of these units."""
    texts = [" " * (unit.after_space and i > 0) + unit.text for i, unit in enumerate(units)]
    return "".join(texts)


def _tokens(words: Sequence[Word], columns: int) -> Iterator[tuple[list[_Glyph], bool]]:
    """Runs of glyphs between spaces, and whether each is too long for a line.

    A word may join the one before it, or hold spaces. A run that is too long is cut at its
    no-break spaces first.
    """
    for run in _runs(_timed_glyphs(words), " "):
        if _columns(run) <= columns:
            yield run, False
        else:
            for part in _runs(run, NO_BREAK_SPACES):
                yield part, _columns(part) > columns


def _runs(timed: Iterable[_Glyph], spaces: str) -> Iterator[list[_Glyph]]:
    """What stands between these spaces, without spaces of any kind at its ends."""
    run: list[_Glyph] = []
    for glyph in [*timed, _Glyph(spaces[0], 0.0, 0.0)]:
        if glyph.text in spaces:
            while run and run[-1].text in NO_BREAK_SPACES:
                run.pop()
            if run:
                yield run
            run = []
        elif run or glyph.text not in NO_BREAK_SPACES:
            run.append(glyph)


def _columns(run: list[_Glyph]) -> int:
    return sum(width(glyph.text) for glyph in run)


def _timed_glyphs(words: Sequence[Word]) -> Iterator[_Glyph]:
    """The glyphs of words, each with an equal share of its word's time; spaces take none."""
    for word in words:
        parts = glyphs(squeeze(word.text))
        count = sum(part != " " for part in parts)
        length_s = word.end_s - word.start_s
        done = 0
        for part in parts:
            start_s = word.start_s + length_s * done / max(count, 1)
            done += part != " "
            is_last = done == count
            end_s = word.end_s if is_last else word.start_s + length_s * done / count
            yield _Glyph(part, start_s, end_s)


def _pieces(token: list[_Glyph], is_long: bool) -> Iterator[tuple[list[_Glyph], bool]]:
    """Cut a token at wide letters; one that is too long for a line also between any glyphs."""
    piece, is_inside = [token[0]], False
    for before, glyph in pairwise(token):
        fits_break = may_break(before.text, glyph.text)
        if fits_break or is_long:
            yield piece, is_inside
            piece, is_inside = [], not fits_break
        piece.append(glyph)
    yield piece, is_inside


def _unit(piece: list[_Glyph], *, after_space: bool, inside_word: bool) -> Unit:
    text = "".join(glyph.text for glyph in piece)
    return Unit(text, width(text), after_space, inside_word, piece[0].start_s, piece[-1].end_s)
