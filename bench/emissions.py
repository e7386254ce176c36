"""When each word of the finished text was first shown, and when it was promised for good."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.revisions import Revision, common, revisions, seen_words
from bench.trace import Trace
from bench.words import bare

__all__ = ["Emission", "Moment", "emissions"]

LONGEST_TAIL = 80
"""Where more words than this differ from the finished text, what is shown is another text."""
SLIPPED = 4
"""Words that a tail may be ahead of or behind its place in the finished text."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment on both clocks."""

    elapsed_s: float
    """Wall time: it knows what computing took."""
    heard_s: float
    """Media time that had been heard by then: as if computing took no time."""


@dataclass(frozen=True, slots=True)
class Emission:
    """A word of the finished text."""

    text: str
    shown: Moment
    """First seen at its place, promised or not; it may have gone again for a while."""
    settled: Moment
    """From here on it was promised, and stayed."""


def emissions(trace: Trace) -> tuple[Emission, ...]:
    """Each word of the finished text, in order."""
    final = seen_words(trace.text)
    now: list[str] = []
    right = 0
    moments: list[Moment] = []
    promised: list[int] = []
    shown: dict[int, Moment] = {}
    for revision in revisions(trace):
        right = _agreeing(now, revision, right, final)
        moment = Moment(revision.elapsed_s, revision.heard_s)
        moments.append(moment)
        promised.append(min(right, revision.stable))
        for index in _seen(now, right, revision.kept, final):
            shown.setdefault(index, moment)
    settled = _for_good(promised, len(final))
    return tuple(
        Emission(word, shown.get(index, moments[settled[index]]), moments[settled[index]])
        for index, word in enumerate(final)
    )


def _agreeing(now: list[str], revision: Revision, right: int, final: Sequence[str]) -> int:
    """Apply a revision to the words shown; how many of them the finished text begins with."""
    now[revision.kept :] = revision.added
    right = min(right, revision.kept)
    return right + common(now[right:], final[right:])


def _seen(now: Sequence[str], right: int, kept: int, final: Sequence[str]) -> list[int]:
    """Words of the finished text that can be read at their place now, as far as it changed."""
    from rapidfuzz.distance import Levenshtein

    seen = list(range(min(kept, right), right))
    tail = [bare(word) for word in now[right:]]
    if not tail or len(tail) > LONGEST_TAIL:
        return seen
    ahead = [bare(word) for word in final[right : right + len(tail) + SLIPPED]]
    for step in Levenshtein.opcodes(ahead, tail):
        if step.tag == "equal":
            seen += range(right + step.src_start, right + step.src_end)
    return seen


def _for_good(promised: Sequence[int], words: int) -> list[int]:
    """For each word, the first moment from which on it was always among the promised ones."""
    first = [0] * words
    least = words
    for at in range(len(promised) - 1, -1, -1):
        lower = min(least, promised[at])
        # Words from `lower` on were not promised here: they are from the next moment on.
        for index in range(lower, least):
            first[index] = at + 1
        least = lower
    return first
