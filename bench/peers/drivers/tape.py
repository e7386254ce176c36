"""What one session showed, on the clock of its stream."""

import time
from collections.abc import Callable
from threading import Lock

from bench.trace import Shown

__all__ = ["GIVEN_UP_S", "QUIET_S", "Tape", "is_over"]

QUIET_S = 10.0
"""A system that never says it is done is believed to be when nothing changed for so long ..."""
GIVEN_UP_S = 60.0
"""... and is not waited for any longer than this after the sound's end."""


class Tape:
    """Written by the thread that hears the system, while another one plays the sound to it."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._lock = Lock()
        self._shown: list[Shown] = []
        self._began_s: float | None = None
        self._moved_s = 0.0
        self.heard_s = 0.0
        """Media time that has been handed over."""
        self.ended_s = float("inf")
        """When the last sample was handed over."""

    def begin(self) -> None:
        """The first sample is being said now."""
        self._began_s = self._now_s()

    def end(self) -> None:
        """The last sample has been handed over."""
        self.ended_s = self._moved_s = self.elapsed_s

    @property
    def has_begun(self) -> bool:
        """Whether the first sample is there."""
        return self._began_s is not None

    @property
    def elapsed_s(self) -> float:
        """Wall time since the beginning; 0 before it."""
        return 0.0 if self._began_s is None else self._now_s() - self._began_s

    @property
    def shown(self) -> tuple[Shown, ...]:
        """All that was shown so far."""
        with self._lock:
            return tuple(self._shown)

    def is_over(self, quiet_s: float = QUIET_S) -> bool:
        """Whether a system need not be waited for any longer."""
        now_s = self.elapsed_s
        return is_over(now_s - self.ended_s, now_s - self._moved_s, quiet_s)

    def show(self, stable: str, unstable: str = "") -> None:
        """The whole text as it is now; what did not change is not written again."""
        stable, unstable = " ".join(stable.split()), " ".join(unstable.split())
        with self._lock:
            last = self._shown[-1] if self._shown else Shown(0.0, 0.0, "")
            if (last.stable, last.unstable) == (stable, unstable):
                return
            self._moved_s = self.elapsed_s
            self._shown.append(Shown(self._moved_s, self.heard_s, stable, unstable))


def is_over(since_end_s: float, still_s: float, quiet_s: float = QUIET_S) -> bool:
    """Whether to stop waiting, so long after the sound's end and the last change."""
    return since_end_s >= GIVEN_UP_S or min(since_end_s, still_s) >= quiet_s
