"""The text of a whole recording, cut into the passages of its reference.

The alignment of Polák et al. 2025 ("Better Late Than Never"): words may pair with any word, the
better the more letters they share, gaps cost nothing, and the best sum wins. It needs no word to
be right, so it serves translations as well.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["passage_of_words"]

MARKS = frozenset(".!?,;:-()。！？，；：—（）ー")
Scores = NDArray[np.float64]


def passage_of_words(heard: Sequence[str], passages: Sequence[str]) -> list[int]:
    """For each heard word, the index of the passage it belongs to. Needs memory for the product
    of the two lengths: eight bytes for each pair of words.
    """
    said = [_plain(word) for text in passages for word in text.split()]
    home = [index for index, text in enumerate(passages) for _ in text.split()]
    got = [_plain(word) for word in heard]
    if not said:
        return [0] * len(got)
    alike = _alike(said, got)
    return _homes(_partners(alike, _best(alike)), alike, home)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower()


def _alike(said: Sequence[str], got: Sequence[str]) -> Scores:
    """float64[said, got]: letters that two words share, for each letter that either has."""
    known: dict[tuple[str, str], float] = {}
    table = np.empty((len(said), len(got)))
    for i, one in enumerate(said):
        for j, other in enumerate(got):
            if (one, other) not in known:
                known[one, other] = _similarity(one, other)
            table[i, j] = known[one, other]
    return table


def _similarity(one: str, other: str) -> float:
    if (one in MARKS) != (other in MARKS):
        return float("-inf")
    either = set(one) | set(other)
    return len(set(one) & set(other)) / len(either) if either else 0.0


def _best(alike: Scores) -> Scores:
    """float64[said + 1, got + 1]: the best sum over the first words of both."""
    best = np.zeros((alike.shape[0] + 1, alike.shape[1] + 1))
    for row in range(alike.shape[0]):
        paired = np.maximum(best[row, :-1] + alike[row], best[row, 1:])
        best[row + 1, 1:] = np.maximum.accumulate(paired)
    return best


def _partners(alike: Scores, best: Scores) -> list[tuple[int | None, int | None]]:
    """Pairs (said, got) along the best path, in order; None is a gap."""
    i, j = alike.shape
    path: list[tuple[int | None, int | None]] = []
    while i or j:
        left, up = best[i, j - 1] if j else -np.inf, best[i - 1, j] if i else -np.inf
        paired = best[i - 1, j - 1] + alike[i - 1, j - 1] if i and j else -np.inf
        if i and j and paired >= up and paired >= left:
            i, j = i - 1, j - 1
            path.append((i, j))
        elif i and (not j or up >= left):
            i -= 1
            path.append((i, None))
        else:
            j -= 1
            path.append((None, j))
    return path[::-1]


def _homes(
    path: Sequence[tuple[int | None, int | None]], alike: Scores, home: Sequence[int]
) -> list[int]:
    """A word without a partner goes with the paired neighbour that it is more like, or before."""
    homes: list[int] = []
    last: int | None = None
    ahead: int | None = None
    for at, (said, got) in enumerate(path):
        if said is not None:
            last, ahead = said, None
            if got is not None:
                homes.append(home[said])
            continue
        assert got is not None
        if ahead is None:
            following = next((one for one, _ in path[at:] if one is not None), None)
            if last is None or (following is not None and alike[following, got] > alike[last, got]):
                ahead = following
        chosen = last if ahead is None else ahead
        assert chosen is not None
        homes.append(home[chosen])
    return homes
