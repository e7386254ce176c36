"""Sounds that are made, and what can be told of one."""

import numpy as np

from audio_io.chunk import Samples


def tone(duration_s: float, rate_hz: int, *, hz: float = 440.0, level: float = 0.5) -> Samples:
    """A sine wave of so many samples as the duration has at this rate; `level` is its peak."""
    at_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * hz * at_s)).astype(np.float32)


def loudest_hz(samples: Samples, rate_hz: int) -> float:
    """The frequency that is heard most."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate_hz / len(samples))


def rms(samples: Samples) -> float:
    """How loud it is, as the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(samples))))
