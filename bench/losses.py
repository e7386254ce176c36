"""Words that were lost in a row, and words that came twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.seams import contains
from bench.words import normalize

__all__ = ["Losses", "losses"]

LEAST_LOST = 4
"""Fewer words in a row that are missing are words that were misheard."""
LONGEST_REPEAT = 12


@dataclass(frozen=True, slots=True)
class Losses:
    """What is missing or too much in a finished text."""

    lost: int
    """Words in rows of four and more that are missing."""
    doubled: int
    """Words that came again right after they came, and were said once."""


def losses(heard: str, said: str, language: str) -> Losses:
    """Compare two texts; both are normalized first."""
    got, wanted = normalize(heard, language).split(), normalize(said, language).split()
    return Losses(_lost(got, wanted), _doubled(got, wanted))


def _lost(got: Sequence[str], wanted: Sequence[str]) -> int:
    from rapidfuzz.distance import Levenshtein

    gaps = (step for step in Levenshtein.opcodes(wanted, got) if step.tag == "delete")
    sizes = (step.src_end - step.src_start for step in gaps)
    return sum(size for size in sizes if size >= LEAST_LOST)


def _doubled(got: Sequence[str], wanted: Sequence[str]) -> int:
    total = at = 0
    while at < len(got):
        size = _repeat_at(got, at, wanted)
        total += size
        at += size or 1
    return total


def _repeat_at(got: Sequence[str], at: int, wanted: Sequence[str]) -> int:
    """Words of the longest run that begins here and comes twice, unless it was said so."""
    for size in range(min(LONGEST_REPEAT, (len(got) - at) // 2), 0, -1):
        run = list(got[at : at + size])
        if run == list(got[at + size : at + 2 * size]):
            return 0 if contains(wanted, run + run) else size
    return 0
