"""How far a thing seems to be that stands among others whose distance is known.

A depth engine says what is nearer, on a scale of its own that is even in 1/distance. Between two
things of known distance that is enough; beyond them it is not, so nothing is made up there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from streaming.narrating.place import FAR_M, NEAR_M

__all__ = ["Yardstick", "seems_m"]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A thing whose distance is known from its usual size."""

    nearness: float
    """0..1, as the engine sees it."""
    metres: float


def seems_m(nearness: float, yardsticks: Sequence[Yardstick]) -> float | None:
    """About how far a thing is, good enough for near and far; None if nobody can tell.

    Nearer than the nearest yardstick is near if that one is; farther than the farthest is far if
    that one is.
    """
    known = sorted(yardsticks, key=lambda each: each.nearness)
    if not known:
        return None
    if nearness >= known[-1].nearness:
        return known[-1].metres if known[-1].metres <= NEAR_M else None
    if nearness <= known[0].nearness:
        return known[0].metres if known[0].metres >= FAR_M else None
    places = [each.nearness for each in known]
    inverse = np.interp(nearness, places, [1.0 / each.metres for each in known])
    return float(1.0 / inverse)
