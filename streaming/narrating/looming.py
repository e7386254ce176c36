"""Whether something comes at whoever holds the camera.

What comes nearer grows both ways at once, and the faster the sooner it is here: size divided by
growth is the time until it arrives, without knowing how large or how far it is. What comes into
the picture grows too, at the picture's edge; that is no danger and does not count.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from streaming.narrating.place import is_clipped
from translators.describe import Area

__all__ = ["Sighting", "arrives_in_s", "growth_per_s", "is_hazard"]

SHORTEST_S = 0.25
"""Growth is believed when it lasted this long, over `FEWEST` frames."""
FEWEST = 3
ARRIVES_S = 2.5
"""What arrives sooner than this is a hazard."""
SMALLEST = 0.05
"""A thing whose longer side is a smaller fraction of the picture is too far to tell."""
LARGE = 0.3
"""What covers this share of the picture is near, even if its edges cannot be seen any more."""
PATH = 0.5
"""Where its middle will be in a moment, from the picture's middle: beyond, it passes by."""
LOOK_AHEAD_S = 1.0
JUMP = 1.8
"""A side that grows by this factor from one frame to the next is another box, not the same."""
STEADY = 0.8
"""Share of a side's changes that steady growth must explain."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a thing was at a time."""

    at_s: float
    area: Area


def growth_per_s(history: Sequence[Sighting]) -> float:
    """How fast a thing grows: the lesser of its two sides' growth, a share of its size a second.

    Only the sightings that show all of it count; 0 where they are too few.
    """
    if not history or (is_clipped(history[-1].area) and history[-1].area.size < LARGE):
        return 0.0
    whole = _steady([each for each in history if not is_clipped(each.area)])
    if len(whole) < FEWEST or whole[-1].at_s - whole[0].at_s < SHORTEST_S:
        return 0.0
    times = [each.at_s for each in whole]
    across = _growth(times, [math.log(max(each.area.width, 1e-4)) for each in whole])
    down = _growth(times, [math.log(max(each.area.height, 1e-4)) for each in whole])
    return min(across, down)


def arrives_in_s(grows_per_s: float) -> float:
    """Seconds until a thing that grows like this is here."""
    return 1.0 / grows_per_s if grows_per_s > 0 else math.inf


def is_hazard(area: Area, grows_per_s: float, speed: tuple[float, float]) -> bool:
    """Whether a thing comes at us, soon, and does not pass by."""
    if max(area.width, area.height) < SMALLEST or arrives_in_s(grows_per_s) > ARRIVES_S:
        return False
    middle = area.centre[0] + speed[0] * LOOK_AHEAD_S
    return abs(middle - 0.5) <= PATH


def _steady(history: Sequence[Sighting]) -> Sequence[Sighting]:
    """The newest sightings, back to where the box was exchanged for another one."""
    for place in range(len(history) - 1, 0, -1):
        old, new = history[place - 1].area, history[place].area
        for before, after in ((old.width, new.width), (old.height, new.height)):
            if not 1 / JUMP < (after + 1e-6) / (before + 1e-6) < JUMP:
                return history[place:]
    return history


def _growth(xs: Sequence[float], ys: Sequence[float]) -> float:
    """The slope of a line through the points; 0 if they do not lie along one."""
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    shared = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    change = sum((y - mean_y) ** 2 for y in ys)
    if spread <= 0 or change <= 0 or shared * shared < STEADY * spread * change:
        return 0.0
    return shared / spread
