"""Which heard word is which said word."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench.words import normalize

__all__ = ["Pairing", "pair_words"]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Heard words and said words, by their indices, where one stands for the other."""

    right: tuple[tuple[int, int], ...]
    """(heard, said): the same word."""
    wrong: tuple[tuple[int, int], ...]
    """(heard, said): misheard, but in its place, with right words around."""

    @property
    def all(self) -> tuple[tuple[int, int], ...]:
        """Right and wrong, in the order of what was heard."""
        return tuple(sorted(self.right + self.wrong))


def pair_words(heard: Sequence[str], said: Sequence[str], language: str) -> Pairing:
    """The fewest changes that make one text of the other, as the word error rate counts them.

    Words are normalized one by one, so that each keeps its place: a number that one side writes
    in several words and the other in one may stay without its partner.
    """
    from rapidfuzz.distance import Levenshtein

    heard_parts, heard_at = _parts(heard, language)
    said_parts, said_at = _parts(said, language)
    right: dict[tuple[int, int], None] = {}
    wrong: dict[tuple[int, int], None] = {}
    steps = list(Levenshtein.opcodes(heard_parts, said_parts))
    for at, step in enumerate(steps):
        if step.tag == "equal":
            found = right
        elif step.tag == "replace" and _is_between_equals(steps, at):
            found = wrong
        else:
            continue
        for offset in range(step.src_end - step.src_start):
            pair = heard_at[step.src_start + offset], said_at[step.dest_start + offset]
            found.setdefault(pair)
    # A word of two parts that is half right counts as right.
    return Pairing(tuple(right), tuple(pair for pair in wrong if pair not in right))


def _is_between_equals(steps: Sequence[Any], at: int) -> bool:
    """Beside lost or added words nobody can say which word was misheard as which."""
    return all(
        step.tag == "equal" for step in (*steps[max(0, at - 1) : at], *steps[at + 1 : at + 2])
    )


def _parts(words: Sequence[str], language: str) -> tuple[list[str], list[int]]:
    """Normalized parts, and for each the index of its word: can't is two, a dash is none."""
    parts, at = [], []
    for index, word in enumerate(words):
        for part in _normal(word, language):
            parts.append(part)
            at.append(index)
    return parts, at


@cache
def _normal(word: str, language: str) -> tuple[str, ...]:
    return tuple(normalize(word, language).split())
