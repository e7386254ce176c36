"""When a chunk of a recording would have been heard, had it been live."""

from typing import Literal

__all__ = ["Pace", "Pacer"]

Pace = Literal["realtime", "fast"]
"""`realtime`: as if it were being said now; `fast`: as fast as the consumer takes it."""


class Pacer:
    """Deadlines counted from the stream's start, so that delays never add up."""

    def __init__(self, started_s: float) -> None:
        self._started_s = started_s

    def delay_s(self, media_s: float, now_s: float) -> float:
        """How long to wait until this media time has been heard; 0 when it already has."""
        return max(0.0, self._started_s + media_s - now_s)
