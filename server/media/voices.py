"""What one person is heard with: their own sound, and its translation spoken by a machine.

Sans-I/O: samples in, samples out, all at the mixer's rate. Neither begins nor ends with a click.
"""

import numpy as np

from audio_io.chunk import Samples
from audio_io.resample import Resampler
from server.media.sample_queue import SampleQueue

__all__ = ["OriginalVoice", "SpokenVoice", "fade_in", "fade_out"]

FADE_S = 0.005
PREPARED_S = 0.06
"""An original that ran dry waits until so much is there: packets come unevenly."""
MOST_ORIGINAL_S = 0.4
KEPT_ORIGINAL_S = 0.08
"""What is left of a queue that became too long."""
WATCHED_S = 2.0
"""What a queue never needed for so long only makes the sound late."""
MOST_SPEECH_S = 60.0


class OriginalVoice:
    """A person's own sound, as live as the network allows."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        # Bounded by MOST_ORIGINAL_S: beyond it the oldest goes, down to KEPT_ORIGINAL_S. Live
        # sound that is late is worth less than sound that is on time. What was never needed
        # within WATCHED_S goes too.
        self._queue = SampleQueue()
        self._resampler: tuple[int, Resampler] | None = None
        self._is_flowing = False
        self._least = 0
        self._watched = 0
        self.dropped_s = 0.0
        """Sound that was left out to stay live, since the start."""

    @property
    def queued_s(self) -> float:
        """Seconds that wait to be heard."""
        return len(self._queue) / self._rate_hz

    def push(self, samples: Samples, sample_rate_hz: int) -> None:
        """Add float32[n]."""
        self._queue.put(self._at_rate(samples, sample_rate_hz))
        if self.queued_s > MOST_ORIGINAL_S:
            self._drop(len(self._queue) - self._kept)

    def pull(self, count: int) -> Samples:
        """The next `count` samples: float32[count]."""
        if not self._is_flowing and self.queued_s < PREPARED_S:
            return np.zeros(count, np.float32)
        taken = self._queue.take(count)
        if not self._is_flowing:
            self._is_flowing = True
            self._watch_anew()
            taken = fade_in(taken, self._fade)
        if len(taken) < count or not len(self._queue):
            self._is_flowing = False
            taken = fade_out(taken, self._fade)
        self._watch(count)
        return _padded(taken, count)

    def _watch(self, count: int) -> None:
        self._least = min(self._least, len(self._queue))
        self._watched += count
        if self._watched >= WATCHED_S * self._rate_hz:
            self._drop(self._least - self._kept)
            self._watch_anew()

    def _watch_anew(self) -> None:
        self._least, self._watched = len(self._queue), 0

    def _drop(self, surplus: int) -> None:
        """Leave out the oldest; what is left takes over smoothly."""
        if surplus < self._fade:
            return
        dropped = self._queue.take(surplus)
        self.dropped_s += surplus / self._rate_hz
        after = self._queue.take(self._fade)
        before = dropped[: len(after)]
        self._queue.put_first(fade_in(after, len(after)) + fade_out(before, len(before)))

    @property
    def _kept(self) -> int:
        return round(KEPT_ORIGINAL_S * self._rate_hz)

    @property
    def _fade(self) -> int:
        return round(FADE_S * self._rate_hz)

    def _at_rate(self, samples: Samples, from_hz: int) -> Samples:
        if self._resampler is None or self._resampler[0] != from_hz:
            self._resampler = (from_hz, Resampler(from_hz, self._rate_hz))
        return self._resampler[1].push(samples)


class SpokenVoice:
    """Translated speech: it comes faster than it is heard, and all of it is heard, in order."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        # Bounded by MOST_SPEECH_S: what finds no room is refused, never cut off.
        self._queue = SampleQueue()
        self._resampler: tuple[int, Resampler] | None = None
        self._starts = True

    @property
    def queued_s(self) -> float:
        """Seconds that wait to be heard."""
        return len(self._queue) / self._rate_hz

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to hear."""
        return not len(self._queue) and self._resampler is None

    def push(self, samples: Samples, sample_rate_hz: int) -> bool:
        """Add a piece, float32[n]; False if there is no room for all of it: none is taken then."""
        if self.queued_s + len(samples) / sample_rate_hz > MOST_SPEECH_S:
            return False
        if self._resampler is not None and self._resampler[0] != sample_rate_hz:
            self._flush()
        if self._resampler is None:
            self._resampler = (sample_rate_hz, Resampler(sample_rate_hz, self._rate_hz))
        self._queue.put(self._resampler[1].push(samples))
        return True

    def pull(self, count: int) -> Samples:
        """The next `count` samples: float32[count]."""
        if len(self._queue) < count:
            self._flush()  # nothing followed in time: what the filter holds is the end
        taken = self._queue.take(count)
        if not len(taken):
            self._starts = True
            return np.zeros(count, np.float32)
        if self._starts:
            taken = fade_in(taken, self._fade)
            self._starts = False
        if not len(self._queue):
            taken = fade_out(taken, self._fade)
            self._starts = True
        return _padded(taken, count)

    def clear(self) -> None:
        """Fall silent, without a click: what waits is forgotten."""
        rest = self._queue.take(self._fade)
        self._queue.clear()
        self._resampler = None
        if not self._starts:
            self._queue.put(fade_out(rest, len(rest)))

    @property
    def _fade(self) -> int:
        return round(FADE_S * self._rate_hz)

    def _flush(self) -> None:
        if self._resampler is not None:
            self._queue.put(self._resampler[1].finish())
            self._resampler = None


def fade_in(samples: Samples, length: int) -> Samples:
    """Rise from nothing over the first `length` samples."""
    length = min(length, len(samples))
    faded = samples.copy()
    faded[:length] *= np.linspace(0, 1, length, endpoint=False, dtype=np.float32)
    return faded


def fade_out(samples: Samples, length: int) -> Samples:
    """Fall to nothing over the last `length` samples."""
    return fade_in(samples[::-1], length)[::-1]


def _padded(samples: Samples, count: int) -> Samples:
    if len(samples) == count:
        return samples
    return np.concatenate([samples, np.zeros(count - len(samples), np.float32)])
