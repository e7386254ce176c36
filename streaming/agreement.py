"""Which words are stable: those that successive hypotheses agree on.

A word is settled when it is likely enough to stay (`stability`): two hypotheses for a word that
the engine is sure of, more for one it doubts, sometimes one. The bar is high because a word that
is settled wrongly is forced on every later pass and spoils what follows it.

Before a silence a word is whole, and the engine has all it will ever have to go by: there, words
it is sure of are settled at once, with their punctuation. So sentences end where speakers pause.

Two things wait for the word that follows. Closing punctuation: a decoder puts a full stop
wherever the sound ends. And digits: "1, 2" often turns out to be "1234".
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from streaming.stability import WITNESSES, Evidence, stability
from translators.recognize import Hypothesis, Word

__all__ = ["Agreement", "core", "same_word"]

CLOSING = ".,!?;:…。、，！？；："
OPEN_END_S = 0.15
"""A last word that ends closer than this to the end of the sound may still get an ending."""
FRONTIER_S = 0.5
"""Where an engine tells which sound a word was read from, that much must follow it for the word to
be known (as in AlignAtt)."""
SURE = 0.6
"""Probability from which a word before a silence is taken at once."""
LONGEST_DOUBT_S = 2.0
"""Sound after a word from which no more of it can be expected to decide what the word is. It is
taken then, if no other came as often in its place; after twice as much, in any case."""
LONGEST_DOUBT = 3
"""Hypotheses that must have left such a word open: one may hear all of it for the first time."""
KEPT = len(WITNESSES) - 1
"""Earlier hypotheses that are kept: more would add nothing to a word's stability."""
SQUEEZED_LETTER_S = 0.02
"""Nobody speaks faster: a word squeezed into less is often one that was said once, repeated. It is
only doubted, so this is more than a word may have that `guards` takes out; and marks do not count,
for they are settled apart from their word.
"""


def same_word(one: Word, other: Word) -> bool:
    """Whether two words are the same but for case and punctuation."""
    return core(one.text) == core(other.text)


class Agreement:
    """The settled words of one segment."""

    def __init__(self, certainty: float = 0.95) -> None:
        """`certainty` is how likely a word must be to stay, 0..1, for it to be settled."""
        self._certainty = certainty
        self._settled: list[Word] = []
        self._recent: deque[tuple[Word, ...]] = deque(maxlen=KEPT)
        self._open = 0
        """Hypotheses in a row that had words and settled none."""

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
        if words and not agreed and self._is_overdue(words[0], heard_s):
            agreed = 1
        self._recent.append(words)
        if agreed <= 0:
            self._open += bool(words)
            return (*mark, *words)
        self._open = 0
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
        if words and not core(words[0].text) and words[0].text[:1] != " ":
            return (words[:1] if self._settled else ()), words[1:]
        return (), words

    def _agreed(self, words: tuple[Word, ...], heard_s: float) -> int:
        """How many leading words are likely enough to stay."""
        alike = [_common(words, earlier) for earlier in reversed(self._recent)]
        agreed = 0
        for index, word in enumerate(words):
            evidence = Evidence(
                probability=word.probability,
                witnesses=_witnesses(alike, index),
                is_followed=index + 1 < len(words),
                behind_s=heard_s - word.end_s,
                is_number=_has_digit(word),
                is_squeezed=_is_squeezed(word),
                is_read=_is_read(word, heard_s),
            )
            is_open = not evidence.is_followed and evidence.behind_s < OPEN_END_S
            if is_open or stability(evidence) < self._certainty:
                break
            agreed = index + 1
        return _without_open_number(words, agreed)

    def _is_overdue(self, word: Word, heard_s: float) -> bool:
        """Whether a word has kept back what follows it for long enough."""
        waited_s = heard_s - word.end_s
        if self._open < LONGEST_DOUBT or waited_s < LONGEST_DOUBT_S:
            return False
        return waited_s >= 2 * LONGEST_DOUBT_S or self._has_most_support(word)

    def _has_most_support(self, word: Word) -> bool:
        """Whether no other word came more often, or surer, in this place."""
        support = {core(word.text): word.probability}
        for first in (earlier[0] for earlier in self._recent if earlier):
            name = core(first.text)
            support[name] = support.get(name, 0.0) + first.probability
        return support[core(word.text)] >= max(support.values())

    def _append(self, mark: tuple[Word, ...], words: tuple[Word, ...]) -> None:
        if mark:
            last = self._settled[-1]
            self._settled[-1] = replace(last, text=last.text + mark[0].text)
        elif words and self._settled and _goes_on(self._settled[-1], words[0]):
            self._settled[-1], words = _grown(self._settled[-1], words[0]), words[1:]
        self._settled.extend(words)

    def _hold_back_mark(self) -> tuple[Word, ...]:
        last = self._settled[-1]
        bare = last.text.rstrip(CLOSING)
        held = last.text[len(bare) :]
        if not held or not bare.strip():
            return ()
        self._settled[-1] = replace(last, text=bare)
        return (Word(held, last.end_s, last.end_s, last.probability),)


def _goes_on(word: Word, rest: Word) -> bool:
    """Whether a word turned out to be the beginning of a longer one."""
    return word.text.startswith(" ") and rest.text[:1].isalpha()


def _grown(word: Word, rest: Word) -> Word:
    """The rest tells all but where the word began."""
    return replace(rest, text=word.text + rest.text, start_s=word.start_s)


def _sure(words: Sequence[Word]) -> int:
    """Leading words that the engine is sure of."""
    is_doubted = (word.probability < SURE or _is_squeezed(word) for word in words)
    return next((index for index, doubted in enumerate(is_doubted) if doubted), len(words))


def _witnesses(alike: Sequence[int], index: int) -> int:
    """Of the latest hypotheses, newest first, those that have the word at `index` too.

    One that has not takes one away, and does not count for nothing those before it: a decoder that
    is led astray once says next time what it said before.
    """
    count = most = 0
    for common in alike:
        count += 1 if common > index else -1
        most = max(most, count)
    return most


def _is_read(word: Word, heard_s: float) -> bool:
    return word.attended_s is not None and word.attended_s <= heard_s - FRONTIER_S


def _is_squeezed(word: Word) -> bool:
    return word.end_s - word.start_s < SQUEEZED_LETTER_S * len(core(word.text))


def _has_digit(word: Word) -> bool:
    return any(character.isdigit() for character in word.text)


def _without_open_number(words: Sequence[Word], agreed: int) -> int:
    """Leave out digits at the end: they are settled together with the word that follows."""
    while agreed and _has_digit(words[agreed - 1]):
        agreed -= 1
    return agreed


def _common(words: Sequence[Word], others: Sequence[Word]) -> int:
    count = 0
    for one, other in zip(words, others, strict=False):
        if not same_word(one, other):
            break
        count += 1
    return count


def core(text: str) -> str:
    """A word without case and punctuation."""
    return "".join(character for character in text.casefold() if character.isalnum())
