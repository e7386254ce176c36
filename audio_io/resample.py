"""Change of sample rate, piece by piece, by FFmpeg's resampler through PyAV.

PyAV reads the files anyway, so its resampler costs no further package; it is a polyphase filter
whose delay is compensated, so that sound stays where it was in time.
"""

from typing import TYPE_CHECKING

import numpy as np

from audio_io.chunk import Samples

if TYPE_CHECKING:
    from av import AudioFrame

__all__ = ["Resampler", "resample"]

_EMPTY: Samples = np.zeros(0, dtype=np.float32)
_PADDING_S = 0.05
"""Silence that pushes the last samples out of the filter; longer than the filter at any rate."""


class Resampler:
    """Mono float32 at one rate in, the same at another rate out; pieces may have any length."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        self._from_hz = from_hz
        self._to_hz = to_hz
        self._taken = 0
        self._given = 0
        if from_hz != to_hz:
            from av import AudioResampler

            self._filter = AudioResampler(format="flt", layout="mono", rate=to_hz)

    def push(self, samples: Samples) -> Samples:
        """Take a piece; whatever is ready comes back, possibly nothing."""
        self._taken += len(samples)
        if self._from_hz == self._to_hz:
            return samples
        ready = self._convert(samples)
        self._given += len(ready)
        return ready

    def finish(self) -> Samples:
        """The tail. All that came out is then `round(n * to_hz / from_hz)` samples long."""
        if self._from_hz == self._to_hz:
            return _EMPTY
        wanted = round(self._taken * self._to_hz / self._from_hz) - self._given
        padding = np.zeros(max(1, round(_PADDING_S * self._from_hz)), dtype=np.float32)
        tail = np.concatenate([self._convert(padding), self._join(self._filter.resample(None))])
        return tail[: max(0, wanted)]

    def _convert(self, samples: Samples) -> Samples:
        if not len(samples):
            return _EMPTY
        from av import AudioFrame

        row = np.ascontiguousarray(samples, dtype=np.float32)[np.newaxis, :]
        frame = AudioFrame.from_ndarray(row, format="flt", layout="mono")
        frame.sample_rate = self._from_hz
        return self._join(self._filter.resample(frame))

    @staticmethod
    def _join(frames: "list[AudioFrame]") -> Samples:
        if not frames:
            return _EMPTY
        return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """The whole of a sound at another rate."""
    resampler = Resampler(from_hz, to_hz)
    return np.concatenate([resampler.push(samples), resampler.finish()])
