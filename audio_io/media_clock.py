"""Which media time a block from a device belongs to."""

__all__ = ["MediaClock"]


class MediaClock:
    """Counts samples while they come without a break, and the wall clock over each break.

    The first sample is at 0. Counting samples keeps times smooth; after a break of unknown length
    only the wall clock knows how much was missed.
    """

    def __init__(self) -> None:
        self._began_s: float | None = None
        self._end_s = 0.0

    @property
    def end_s(self) -> float:
        """Media time just after the last block."""
        return self._end_s

    def place(self, duration_s: float, now_s: float, *, after_break: bool) -> float:
        """Media time of the start of a block that just arrived, `now_s` on the wall clock."""
        if self._began_s is None:
            self._began_s = now_s - duration_s
        start_s = self._end_s
        if after_break:
            start_s = max(start_s, now_s - duration_s - self._began_s)
        self._end_s = start_s + duration_s
        return start_s
