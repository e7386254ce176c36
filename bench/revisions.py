"""A trace as a row of small changes, word by word: what stays, what comes after it, what is sure.

Words are compared without case and punctuation. The text of an hour has ten thousand words and
as many moments, so each moment is told as what it changes, and costs what it changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bench.trace import Shown, Trace
from bench.words import bare

__all__ = ["Revision", "changes", "common", "revisions", "seen_words"]


@dataclass(frozen=True, slots=True)
class Revision:
    """What one moment of a trace changes."""

    elapsed_s: float
    heard_s: float
    kept: int
    """Words of the moment before, counted from the first, that stay as they were."""
    erased: int
    """Words that stood behind them and are taken back."""
    added: tuple[str, ...]
    """Words that stand behind the kept ones now, as they are written."""
    stable: int
    """How many of all the words are promised."""


def revisions(trace: Trace) -> Iterator[Revision]:
    """The changes of a trace, in order; a moment that changes nothing is there as well."""
    shown: list[str] = []
    reader = _Reader()
    for moment in trace.shown:
        sure, tail, stable = reader.read(moment)
        kept = sure + common(shown[sure:], tail)
        added = tuple(tail[kept - sure :])
        yield Revision(
            moment.elapsed_s, moment.heard_s, kept, len(shown) - kept, added, stable=stable
        )
        shown[kept:] = added


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two texts begin with alike, without case and punctuation."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: bare(pair[0]) == bare(pair[1]), pairs))


def changes(before: Sequence[str], now: Sequence[str]) -> tuple[list[str], list[str]]:
    """(deleted, new) words that make those of before into those of now, as they are written."""
    pairs = zip(before, now, strict=False)
    kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return list(before[kept:]), list(now[kept:])


def seen_words(text: str) -> list[str]:
    """What a reader takes for words, as they are written: a dash alone is none."""
    return [word for word in text.split() if bare(word)]


class _Reader:
    """Reads only what comes after the promised words that the moments before began with alike."""

    def __init__(self) -> None:
        self._text = ""
        self._count = 0

    def read(self, moment: Shown) -> tuple[int, list[str], int]:
        """How many words need not be read again, those after them, and how many are promised."""
        goes_on = moment.text[len(self._text) :][:1]
        if not moment.stable.startswith(self._text) or (goes_on and not goes_on.isspace()):
            # Another text, or the last word that was taken for whole has grown.
            self._text, self._count = "", 0
        count, size = self._count, len(self._text)
        promised = seen_words(moment.stable[size:])
        tail = seen_words(moment.text[size:])
        # The last promised word may still grow; all before it are known.
        whole = moment.stable.rsplit(maxsplit=1)[0] if len(promised) > 1 else ""
        if len(whole) > size:
            self._count += len(seen_words(whole[size:]))
            self._text = whole
        return count, tail, count + len(promised)
