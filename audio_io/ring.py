"""Sound on its way from a device's thread to the event loop."""

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["AudioRing", "Block"]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What a device gave at once."""

    samples: NDArray[np.float32]
    """float32[n, channels]."""
    sample_rate_hz: int
    start_s: float
    """Media time of the first sample."""

    @property
    def duration_s(self) -> float:
        """Seconds of sound."""
        return len(self.samples) / self.sample_rate_hz

    @property
    def end_s(self) -> float:
        """Media time just after the last sample."""
        return self.start_s + self.duration_s


class AudioRing:
    """Bounded in time: the oldest blocks make room for new ones.

    What was dropped shows as a jump from one block's end to the next one's start. Any thread may
    put and take.
    """

    def __init__(self, capacity_s: float) -> None:
        self._capacity_s = capacity_s
        self._held_s = 0.0
        self._blocks: deque[Block] = deque()
        self._lock = threading.Lock()

    def put(self, block: Block) -> None:
        """Add the newest block; never waits for the taker."""
        with self._lock:
            self._blocks.append(block)
            self._held_s += block.duration_s
            while self._held_s > self._capacity_s and len(self._blocks) > 1:
                self._held_s -= self._blocks.popleft().duration_s

    def take(self) -> Block | None:
        """The oldest block, or None when there is none."""
        with self._lock:
            if not self._blocks:
                return None
            block = self._blocks.popleft()
            self._held_s = self._held_s - block.duration_s if self._blocks else 0.0
            return block
