"""Which words are stable: those that successive hypotheses agree on.

A word is settled when enough of the last hypotheses have it in the same place, and sound beyond it
was heard. How many are enough depends on how sure the engine is of the word: two for one it is
sure of, more for one it doubts, because a word that is settled wrongly is forced on every later
pass and spoils what follows it.

Before a silence a word is whole, and the engine has all it will ever have to go by: there, words
it is sure of are settled at once, with their punctuation. So sentences end where speakers pause.

Two things wait for the word that follows. Closing punctuation: a decoder puts a full stop
wherever the sound ends. And digits: "1, 2" often turns out to be "1234".
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from translators.recognize import Hypothesis, Word

__all__ = ["Agreement", "same_word"]

CLOSING = ".,!?;:…。、，！？；："
MARGIN_S = 0.4
"""A word that ends closer than this to the end of the sound may still grow."""
FOLLOWING = 1
"""Words that must follow a word before it is settled: what comes next decides many a word."""
FRONTIER_S = 0.5
"""Where an engine tells which sound a word was read from, that much must follow it; then one
hypothesis is enough (the rule of AlignAtt)."""
SURE = 0.6
"""Probability from which a word is taken after the fewest hypotheses."""
DOUBTFUL = 0.3
"""Probability below which a word needs two hypotheses more."""
FASTEST_LETTER_S = 0.02
"""Nobody speaks faster: a word squeezed into less is often one that was said once, repeated."""


def same_word(one: Word, other: Word) -> bool:
    """Whether two words are the same but for case and punctuation."""
    return _core(one.text) == _core(other.text)


class Agreement:
    """The settled words of one segment."""

    def __init__(self, hypotheses: int = 2) -> None:
        """`hypotheses` is how many must agree on a word that the engine is sure of."""
        self._needed = hypotheses
        self._settled: list[Word] = []
        # Bounded: no word needs more than four hypotheses above the fewest.
        self._recent: deque[tuple[Word, ...]] = deque(maxlen=hypotheses + 3)

    @property
    def settled(self) -> tuple[Word, ...]:
        """Words that will not be taken back."""
        return tuple(self._settled)

    def detach(self, count: int) -> tuple[Word, ...]:
        """Take the first settled words away: they belong to a segment that is over."""
        detached, self._settled = tuple(self._settled[:count]), self._settled[count:]
        return detached

    def update(
        self, hypothesis: Hypothesis, heard_s: float, *, at_pause: bool = False
    ) -> tuple[Word, ...]:
        """Take a hypothesis for what follows the settled words; give what stays unsettled.

        `heard_s` is the media time up to which the hypothesis heard; `at_pause` says that it ends
        in a silence.
        """
        mark, words = self._split_mark(hypothesis.words)
        agreed = self._agreed(words, heard_s)
        if at_pause:
            agreed = max(agreed, _without_open_number(words, _sure(words)))
        agreed = max(agreed, min(hypothesis.settled - len(mark), len(words)))
        agreed = max(agreed, _attended(words, heard_s))
        self._recent.append(words)
        if agreed <= 0:
            return (*mark, *words)
        self._append(mark, words[:agreed])
        self._recent = deque((earlier[agreed:] for earlier in self._recent), self._recent.maxlen)
        is_open_end = agreed == len(words) and not at_pause
        return (*(self._hold_back_mark() if is_open_end else ()), *words[agreed:])

    def finish(self, hypothesis: Hypothesis) -> tuple[Word, ...]:
        """Take the last hypothesis whole; the segment's words, all of them."""
        mark, words = self._split_mark(hypothesis.words)
        self._append(mark, words)
        self._recent.clear()
        return tuple(self._settled)

    def _split_mark(self, words: tuple[Word, ...]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
        """A hypothesis may begin with punctuation: it belongs to the last settled word, if any."""
        if words and not _core(words[0].text) and words[0].text[:1] != " ":
            return (words[:1] if self._settled else ()), words[1:]
        return (), words

    def _agreed(self, words: tuple[Word, ...], heard_s: float) -> int:
        """How many leading words enough hypotheses agree on, with enough after each of them."""
        alike = [_common(words, earlier) for earlier in reversed(self._recent)]
        agreed = 0
        for index, word in enumerate(words[: max(0, len(words) - FOLLOWING)]):
            is_doubted = 1 + _leading(alike, index) < self._needed + _doubt(word)
            if is_doubted or word.end_s > heard_s - MARGIN_S:
                break
            agreed = index + 1
        return _without_open_number(words, agreed)

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


def _sure(words: Sequence[Word]) -> int:
    """Leading words that the engine is sure of."""
    return next((index for index, word in enumerate(words) if _doubt(word)), len(words))


def _attended(words: Sequence[Word], heard_s: float) -> int:
    """Leading words whose decoder looked at sound that the frontier is well past."""
    count = 0
    for word in words:
        if word.attended_s is None or word.attended_s > heard_s - FRONTIER_S:
            break
        count += 1
    return count


def _leading(alike: Sequence[int], index: int) -> int:
    """How many of the latest hypotheses, newest first, have the word at `index` too."""
    count = 0
    for common in alike:
        if common <= index:
            break
        count += 1
    return count


def _doubt(word: Word) -> int:
    """How many hypotheses more than the fewest a word needs."""
    is_too_quick = word.end_s - word.start_s < FASTEST_LETTER_S * len(_core(word.text))
    return (word.probability < SURE) + (word.probability < DOUBTFUL) + 2 * is_too_quick


def _without_open_number(words: Sequence[Word], agreed: int) -> int:
    """Leave out digits at the end: they are settled together with the word that follows."""
    while agreed and any(character.isdigit() for character in words[agreed - 1].text):
        agreed -= 1
    return agreed


def _common(words: Sequence[Word], others: Sequence[Word]) -> int:
    count = 0
    for one, other in zip(words, others, strict=False):
        if not same_word(one, other):
            break
        count += 1
    return count


def _core(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
