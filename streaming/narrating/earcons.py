"""Short sounds in front of speech: what kind of thing is coming, before its first word.

They are made here, so that no sound file has to be shipped, and last less than 200 ms.
"""

import numpy as np

from audio_io.chunk import Samples
from captions.announcing.announcement import Priority

__all__ = ["earcon"]

_LOUDNESS = 0.25
_FADE_S = 0.008
_PAUSE_HZ = 0.0
_TONES: dict[Priority, tuple[tuple[float, float], ...]] = {
    Priority.HAZARD: ((1320.0, 0.06), (_PAUSE_HZ, 0.02), (1320.0, 0.06)),
    Priority.ANSWER: ((660.0, 0.05), (880.0, 0.05)),
    Priority.NEW: ((880.0, 0.04),),
    Priority.DETAIL: (),
}
"""Frequency and length of each tone; detail comes without one."""


def earcon(priority: Priority, sample_rate_hz: int) -> Samples:
    """float32[n] in [-0.25, 0.25]; empty for what comes without a sound."""
    tones = [_tone(hz, length_s, sample_rate_hz) for hz, length_s in _TONES[priority]]
    return np.concatenate(tones) if tones else np.zeros(0, np.float32)


def _tone(hz: float, length_s: float, sample_rate_hz: int) -> Samples:
    at_s = np.arange(round(length_s * sample_rate_hz)) / sample_rate_hz
    rise = np.minimum(at_s, length_s - at_s) / _FADE_S
    wave: Samples = (_LOUDNESS * np.clip(rise, 0.0, 1.0) * np.sin(2 * np.pi * hz * at_s)).astype(
        np.float32
    )
    return wave
