"""A stream of pieces of any length, cut into chunks of one length."""

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk, Samples

__all__ = ["Chunker"]


class Chunker:
    """Mono float32 at 16 kHz in, chunks with their media times out; every sample exactly once."""

    def __init__(self, chunk_samples: int, start_s: float = 0.0) -> None:
        self._chunk_samples = chunk_samples
        self._start_s = start_s
        self._given = 0
        self._rest: Samples = np.zeros(0, dtype=np.float32)

    @property
    def end_s(self) -> float:
        """Media time just after the last sample that was pushed."""
        return self._start_s + (self._given + len(self._rest)) / SAMPLE_RATE_HZ

    def push(self, samples: Samples) -> list[AudioChunk]:
        """The chunks that are full now."""
        # A resampler overshoots at steep edges; chunks promise [-1, 1].
        held = np.concatenate([self._rest, np.clip(samples, -1.0, 1.0)])
        size = self._chunk_samples
        full = len(held) - len(held) % size
        self._rest = held[full:].copy()
        return [self._chunk(held[at : at + size]) for at in range(0, full, size)]

    def finish(self) -> list[AudioChunk]:
        """What is left: one shorter chunk, or none."""
        rest, self._rest = self._rest, self._rest[:0]
        return [self._chunk(rest)] if len(rest) else []

    def _chunk(self, samples: Samples) -> AudioChunk:
        start_s = self._start_s + self._given / SAMPLE_RATE_HZ
        self._given += len(samples)
        return AudioChunk(samples, SAMPLE_RATE_HZ, start_s)
