"""Voices that are too loud together are bent, not cut off."""

import numpy as np

from audio_io.chunk import Samples

__all__ = ["KNEE", "soften"]

KNEE = 0.7
"""Up to here nothing changes."""


def soften(samples: Samples) -> Samples:
    """float32[n] of any size to within [-1, 1]: a smooth curve that never turns or jumps."""
    size = np.abs(samples)
    if not len(samples) or float(size.max()) <= KNEE:
        return samples
    room = 1.0 - KNEE
    bent = KNEE + room * np.tanh((size - KNEE) / room)
    result: Samples = np.where(size > KNEE, np.sign(samples) * bent, samples).astype(np.float32)
    return result
