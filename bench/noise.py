"""Sound in which nobody speaks, of any length, always the same for a seed.

Ten minutes of each must not bring forth one word: captions out of nothing are what people complain
of most.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import SAMPLE_RATE_HZ, Samples

__all__ = ["NOISES"]

Wave = NDArray[np.float64]

MAINS_HZ = 50.0
BEAT_S = 0.5
SCALE_HZ = (261.6, 293.7, 329.6, 349.2, 392.0, 440.0, 493.9, 523.3)
"""C major, from the middle of a piano."""
OVERTONES = (1, 2, 3, 4)
BEATS_A_BAR = 4
THIRD, FIFTH = 1.25, 1.5


def _silence(count: int, random: np.random.Generator) -> Wave:
    return np.zeros(count)


def _white(count: int, random: np.random.Generator) -> Wave:
    return 0.1 * random.normal(size=count)


def _pink(count: int, random: np.random.Generator) -> Wave:
    """Power falls with frequency: rain, wind, a fan."""
    spectrum = np.fft.rfft(random.normal(size=count))
    spectrum /= np.maximum(1.0, np.sqrt(np.arange(len(spectrum))))
    return 0.5 * _to_full_scale(np.fft.irfft(spectrum, count))


def _hum(count: int, random: np.random.Generator) -> Wave:
    """A bad ground loop: the mains and its overtones, with a little hiss."""
    times_s = np.arange(count) / SAMPLE_RATE_HZ
    tones = np.zeros(count)
    for k in (1, 2, 3, 5, 7):
        tones += np.sin(2 * np.pi * MAINS_HZ * k * times_s) / k**1.5
    return 0.3 * _to_full_scale(tones) + 0.002 * random.normal(size=count)


def _music(count: int, random: np.random.Generator) -> Wave:
    """A plucked melody with chords on the first beat of each bar, and a soft drum."""
    beat = round(BEAT_S * SAMPLE_RATE_HZ)
    mixed = np.zeros(count + beat)
    for number, start in enumerate(range(0, count, beat)):
        note_hz = float(random.choice(SCALE_HZ)) * float(random.choice((0.5, 1.0, 2.0)))
        tone = _plucked(note_hz, beat)
        if number % BEATS_A_BAR == 0:
            tone = tone + 0.5 * (_plucked(note_hz * THIRD, beat) + _plucked(note_hz * FIFTH, beat))
        decay = np.exp(-30 * np.arange(beat) / SAMPLE_RATE_HZ)
        mixed[start : start + beat] += tone + 0.2 * decay * random.normal(size=beat)
    return 0.5 * _to_full_scale(mixed[:count])


def _plucked(pitch_hz: float, count: int) -> Wave:
    times_s = np.arange(count) / SAMPLE_RATE_HZ
    tones = np.zeros(count)
    for k in OVERTONES:
        tones += np.sin(2 * np.pi * pitch_hz * k * times_s) / k
    return np.exp(-3 * times_s) * tones


def _to_full_scale(wave: Wave) -> Wave:
    return wave / max(1e-9, float(np.abs(wave).max()))


def _made(make: Callable[[int, np.random.Generator], Wave]) -> Callable[[float, int], Samples]:
    def noise(seconds: float, seed: int) -> Samples:
        count = round(seconds * SAMPLE_RATE_HZ)
        wave = make(count, np.random.default_rng(seed))
        return np.clip(wave, -1.0, 1.0).astype(np.float32)

    return noise


NOISES: Mapping[str, Callable[[float, int], Samples]] = {
    "silence": _made(_silence),
    "white noise": _made(_white),
    "pink noise": _made(_pink),
    "mains hum": _made(_hum),
    "music": _made(_music),
}
"""By name: (seconds, seed) -> float32[n] at 16 kHz in [-1, 1]."""
