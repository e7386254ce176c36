"""Which hazards were warned of, and which are new."""

import math
from collections.abc import Sequence

from streaming.narrating.looming import is_hazard
from streaming.narrating.scenery import Scenery
from streaming.narrating.tracks import Track

__all__ = ["Alarm"]

AGAIN_S = 4.0
"""Who still comes nearer after this is warned of again."""
LEAST_SCORE = 0.5


class Alarm:
    """Remembers warnings, by thing."""

    def __init__(self) -> None:
        self._warned_s: dict[int, float] = {}

    def hazards(self, scenery: Scenery, captured_s: float) -> tuple[Track, ...]:
        """Things in this frame that come at us, and that nobody was warned of just now."""
        coming = [
            track
            for track in scenery.tracks
            if track.seen_s >= captured_s
            and track.score >= LEAST_SCORE
            and is_hazard(track.area, track.grows_per_s, track.speed)
        ]
        return tuple(
            each
            for each in coming
            if captured_s - self._warned_s.get(each.number, -math.inf) >= AGAIN_S
        )

    def warned(self, tracks: Sequence[Track], captured_s: float) -> None:
        """These were warned of."""
        for track in tracks:
            self._warned_s[track.number] = captured_s
        while len(self._warned_s) > 64:
            self._warned_s.pop(next(iter(self._warned_s)))
