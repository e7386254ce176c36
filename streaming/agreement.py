"""Which words are stable: those that successive hypotheses agree on.

A word is settled when the last N hypotheses have it in the same place, and audio beyond it was
heard. Its closing punctuation is not settled with it, because "key." often goes on as "key, then":
punctuation waits for the word that follows.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from translators.recognize import Hypothesis, Word

__all__ = ["Agreement", "same_word"]

CLOSING = ".,!?;:…。、，！？；："
MARGIN_S = 0.1
"""A word that ends closer than this to the end of the audio may still grow."""


def same_word(one: Word, other: Word) -> bool:
    """Whether two words are the same but for case and punctuation."""
    return _core(one.text) == _core(other.text)


class Agreement:
    """The settled words of one segment."""

    def __init__(self, hypotheses: int = 2) -> None:
        self._settled: list[Word] = []
        self._recent: deque[tuple[Word, ...]] = deque(maxlen=hypotheses - 1)

    @property
    def settled(self) -> tuple[Word, ...]:
        """Words that will not be taken back; the last has no closing punctuation yet."""
        return tuple(self._settled)

    def update(self, hypothesis: Hypothesis, heard_s: float) -> tuple[Word, ...]:
        """Take a hypothesis for what follows the settled words; give what stays unsettled.

        `heard_s` is the media time up to which the hypothesis heard.
        """
        mark, words = self._split_mark(hypothesis.words)
        agreed = max(self._agreed(words), min(hypothesis.settled - len(mark), len(words)))
        while agreed > 0 and words[agreed - 1].end_s > heard_s - MARGIN_S:
            agreed -= 1
        self._recent.append(words)
        if agreed <= 0:
            return (*mark, *words)
        self._append(mark, words[:agreed])
        self._recent = deque((earlier[agreed:] for earlier in self._recent), self._recent.maxlen)
        return (*self._hold_back_mark(), *words[agreed:])

    def finish(self, hypothesis: Hypothesis) -> tuple[Word, ...]:
        """Take the last hypothesis whole; the segment's words, all of them."""
        mark, words = self._split_mark(hypothesis.words)
        self._append(mark, words)
        self._recent.clear()
        return tuple(self._settled)

    def _split_mark(self, words: tuple[Word, ...]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
        """A hypothesis may begin with the punctuation of the last settled word."""
        if self._settled and words and not _core(words[0].text) and words[0].text[:1] != " ":
            return words[:1], words[1:]
        return (), words

    def _agreed(self, words: tuple[Word, ...]) -> int:
        if len(self._recent) < (self._recent.maxlen or 0):
            return 0
        return min((_common(words, earlier) for earlier in self._recent), default=len(words))

    def _append(self, mark: tuple[Word, ...], words: tuple[Word, ...]) -> None:
        if mark:
            last = self._settled[-1]
            self._settled[-1] = replace(last, text=last.text + mark[0].text)
        self._settled.extend(words)

    def _hold_back_mark(self) -> tuple[Word, ...]:
        last = self._settled[-1]
        bare = last.text.rstrip(CLOSING)
        held = last.text[len(bare) :]
        if not held or not bare.strip():
            return ()
        self._settled[-1] = replace(last, text=bare)
        return (Word(held, last.end_s, last.end_s, last.probability),)


def _common(words: Sequence[Word], others: Sequence[Word]) -> int:
    count = 0
    for one, other in zip(words, others, strict=False):
        if not same_word(one, other):
            break
        count += 1
    return count


def _core(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
