"""Samples that wait to be heard."""

from collections import deque

import numpy as np

from audio_io.chunk import Samples

__all__ = ["SampleQueue"]


class SampleQueue:
    """First in, first out; the owner says what its bound is and keeps it."""

    def __init__(self) -> None:
        self._pieces: deque[Samples] = deque()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def put(self, samples: Samples) -> None:
        """Add float32[n] at the end."""
        if len(samples):
            self._pieces.append(samples)
            self._length += len(samples)

    def put_first(self, samples: Samples) -> None:
        """Add float32[n] at the front: it is heard before all others."""
        if len(samples):
            self._pieces.appendleft(samples)
            self._length += len(samples)

    def take(self, count: int) -> Samples:
        """The first `count` samples, or all there are."""
        taken: list[Samples] = []
        wanted = min(count, self._length)
        self._length -= wanted
        while wanted:
            piece = self._pieces.popleft()
            if len(piece) > wanted:
                self._pieces.appendleft(piece[wanted:])
                piece = piece[:wanted]
            taken.append(piece)
            wanted -= len(piece)
        return np.concatenate(taken) if taken else np.zeros(0, np.float32)

    def clear(self) -> None:
        """Forget all."""
        self._pieces.clear()
        self._length = 0
