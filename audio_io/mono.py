"""From any number of channels in any number format to one channel of clean float32."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import Samples

__all__ = ["clean", "to_float", "to_mono"]


def to_float(values: NDArray[Any]) -> NDArray[np.float32]:
    """Integers of any width, or floats, as float32 where full scale is 1."""
    if values.dtype == np.uint8:
        return (values.astype(np.float32) - 128.0) / 128.0
    if np.issubdtype(values.dtype, np.integer):
        full_scale = float(-np.iinfo(values.dtype).min)
        return (values / full_scale).astype(np.float32)
    with np.errstate(over="ignore"):  # a huge float64 becomes inf, which `clean` deals with
        return values.astype(np.float32)


def to_mono(channels: NDArray[np.float32], choice: str) -> Samples:
    """One channel of float32[channels, n]: the `left`, the `right`, or the mean (`mix`).

    The mean is taken over any number of channels alike: names of loudspeakers say nothing about
    where people were speaking. A mono sound has no sides: every choice gives the same.
    """
    if choice == "mix" and len(channels) > 1:
        with np.errstate(over="ignore", invalid="ignore"):
            mean: Samples = np.mean(channels, axis=0, dtype=np.float32)
        return mean
    one: Samples = channels[1 if choice == "right" and len(channels) > 1 else 0]
    return one


def clean(samples: Samples) -> tuple[Samples, int]:
    """Samples within [-1, 1], and how many were not numbers (NaN, infinite) and are silence now."""
    finite = np.isfinite(samples)
    bad = int(len(samples) - np.count_nonzero(finite))
    if bad:
        samples = np.where(finite, samples, np.float32(0.0))
    return np.clip(samples, -1.0, 1.0), bad
