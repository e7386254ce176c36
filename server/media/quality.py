"""How good a connection is, as people should be told.

Sans-I/O: counters and time in, a state out. One bad second is not told, and neither is one good
second in a bad stretch: a sign that comes and goes helps nobody.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal

from server.media.packet_order import Counters

__all__ = ["ConnectionQuality", "Quality", "QualityState"]

QualityState = Literal["good", "poor", "lost"]
"""lost: nothing comes any more."""

WINDOW_S = 5.0
"""Loss is reckoned over so much time."""
POOR_LOSS = 0.04
GOOD_LOSS = 0.02
POOR_JITTER_S = 0.06
GOOD_JITTER_S = 0.03
RECOVERY_S = 4.0
"""So long everything must be good before it is called good again."""
SILENT_S = 3.0
LEAST_PACKETS = 25
"""Fewer say nothing about a share."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What to tell."""

    state: QualityState
    loss: float
    """Share of the packets of the last seconds that did not come, 0 to 1."""
    jitter_s: float


@dataclass(frozen=True, slots=True)
class _Sample:
    at_s: float
    counters: Counters


class ConnectionQuality:
    """Watches one incoming track; `update` about once a second."""

    def __init__(self) -> None:
        # Bounded by WINDOW_S: what is older goes.
        self._samples: deque[_Sample] = deque()
        self._state: QualityState = "good"
        self._fine_since_s: float | None = None
        self._heard_s: float | None = None

    def update(self, counters: Counters, now_s: float) -> Quality:
        """Counters since the stream's start, and the time."""
        before = self._samples[-1].counters if self._samples else Counters()
        if counters.received != before.received or self._heard_s is None:
            self._heard_s = now_s
        self._samples.append(_Sample(now_s, counters))
        while now_s - self._samples[0].at_s > WINDOW_S:
            self._samples.popleft()
        loss = self._loss()
        self._state = self._judge(loss, counters.jitter_s, now_s)
        return Quality(self._state, loss, counters.jitter_s)

    def _loss(self) -> float:
        first, last = self._samples[0].counters, self._samples[-1].counters
        expected = last.expected - first.expected
        missing = expected - (last.received - first.received)
        return min(1.0, max(0.0, missing / expected)) if expected >= LEAST_PACKETS else 0.0

    def _judge(self, loss: float, jitter_s: float, now_s: float) -> QualityState:
        assert self._heard_s is not None, "update sets it"
        if now_s - self._heard_s >= SILENT_S:
            self._fine_since_s = None
            return "lost"
        if loss >= POOR_LOSS or jitter_s >= POOR_JITTER_S:
            self._fine_since_s = None
            return "poor"
        if self._state == "good":
            return "good"
        if loss >= GOOD_LOSS or jitter_s >= GOOD_JITTER_S:
            self._fine_since_s = None
            return "poor"
        if self._fine_since_s is None:
            self._fine_since_s = now_s
        return "good" if now_s - self._fine_since_s >= RECOVERY_S else "poor"
