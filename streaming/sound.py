"""The sound of a segment, with how likely each moment is voice."""

from collections import deque

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk, Samples

__all__ = ["VoicedSound"]

SPOKEN = 0.5
"""Voice probability from which somebody speaks."""
NEAR_S = 0.03


class VoicedSound:
    """Chunks in succession, each with its voice probability."""

    def __init__(self) -> None:
        self._chunks: deque[tuple[AudioChunk, float]] = deque()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was heard."""
        return not self._chunks

    @property
    def start_s(self) -> float:
        """Media time of the first sample."""
        return self._chunks[0][0].start_s

    @property
    def end_s(self) -> float:
        """Media time just after the last sample."""
        return self._chunks[-1][0].end_s

    def add(self, chunk: AudioChunk, probability: float) -> None:
        """Take the next chunk."""
        self._chunks.append((chunk, probability))

    def since(self, at_s: float) -> tuple[tuple[AudioChunk, float], ...]:
        """What ends after a media time."""
        return tuple((chunk, p) for chunk, p in self._chunks if chunk.end_s > at_s)

    def samples(self, from_s: float, until_s: float) -> Samples:
        """The samples between two media times, as far as they were heard."""
        if self.is_empty:
            return np.zeros(0, np.float32)
        joined = np.concatenate([chunk.samples for chunk, _ in self._chunks])
        first, last = (round((at_s - self.start_s) * SAMPLE_RATE_HZ) for at_s in (from_s, until_s))
        return joined[max(0, first) : max(0, last)]

    def drop_before(self, at_s: float) -> None:
        """Forget whole chunks that end before a media time."""
        while self._chunks and self._chunks[0][0].end_s <= at_s:
            self._chunks.popleft()

    def until(self, at_s: float) -> "VoicedSound":
        """A copy of what begins before a media time; the samples are shared."""
        copy = VoicedSound()
        copy._chunks.extend(each for each in self._chunks if each[0].start_s < at_s)
        return copy

    def split(self, at_s: float) -> "VoicedSound":
        """Keep what is before a media time; what comes after it is given back."""
        before, after = VoicedSound(), VoicedSound()
        for chunk, probability in self._chunks:
            for part, sound in zip(_parts(chunk, at_s), (before, after), strict=True):
                if len(part.samples):
                    sound.add(part, probability)
        self._chunks = before._chunks
        return after

    def peak(self, start_s: float, end_s: float) -> float:
        """Highest voice probability between two media times; 0 where nothing was heard."""
        return max(
            (p for c, p in self._chunks if c.start_s < end_s and c.end_s > start_s), default=0.0
        )

    def voiced_s(self, start_s: float, end_s: float) -> float:
        """Seconds of voice between two media times."""
        return sum(
            max(0.0, min(c.end_s, end_s) - max(c.start_s, start_s))
            for c, p in self._chunks
            if p >= SPOKEN
        )

    def quietest_s(self, candidates_s: list[float]) -> float:
        """The media time among these around which there is least power."""
        return min(candidates_s, key=self._power)

    def ends_s(self, from_s: float, until_s: float) -> list[float]:
        """Where chunks end between two media times."""
        return [chunk.end_s for chunk, _ in self._chunks if from_s <= chunk.end_s <= until_s]

    def _power(self, at_s: float) -> float:
        near = [
            chunk.samples
            for chunk, _ in self._chunks
            if chunk.start_s < at_s + NEAR_S and chunk.end_s > at_s - NEAR_S
        ]
        return float(np.square(np.concatenate(near)).mean()) if near else 0.0


def _parts(chunk: AudioChunk, at_s: float) -> tuple[AudioChunk, AudioChunk]:
    """The parts of a chunk before and after a media time; either may be empty."""
    rate_hz = chunk.sample_rate_hz
    count = min(max(0, round((at_s - chunk.start_s) * rate_hz)), len(chunk.samples))
    after_s = chunk.start_s + count / rate_hz
    return (
        AudioChunk(chunk.samples[:count], rate_hz, chunk.start_s),
        AudioChunk(chunk.samples[count:], rate_hz, after_s),
    )
