"""Sound as Whisper's encoder takes it: log-Mel features, and zeros after them.

An encoder pass costs what its input is long, and Whisper was trained on 30 s. Its weights bear less
when enough zeros follow the speech; how many, a model's entry in the catalogue says
(`EncoderLengths`), and a model that was not measured gets the 30 s.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from model_store.catalogue import EncoderLengths

__all__ = [
    "WINDOW_S",
    "Features",
    "StepwiseFilters",
    "encoded_s",
    "frames_of",
    "log_mel",
    "padded",
]

Features = NDArray[np.float32]
"""float32[mels, frames], log-Mel, a hundred frames a second."""

WINDOW_S = 30.0
"""The longest sound that Whisper takes, and what it was trained on."""
FRAMES_PER_SECOND = 100
MOST_PRODUCTS = 200_000
"""Multiplications in one step; from about 260 000 on, OpenBLAS wakes its threads."""


class StepwiseFilters:
    """Mel filters that are applied to a few frames at a time.

    One large product wakes a thread of OpenBLAS for each core, and those then spin through the
    encoder's pass that follows, waiting for more: measured on 2 cores, 138 ms of processor time
    for 70 ms of work, and the second core was not free for others. Steps this small stay in the
    calling thread.
    """

    def __init__(self, filters: NDArray[np.float32]) -> None:
        self._filters = filters
        self._frames = max(1, MOST_PRODUCTS // filters.size)

    def __matmul__(self, magnitudes: NDArray[np.float32]) -> NDArray[np.float32]:
        """The product with float32[bins, frames]: float32[mels, frames]."""
        product = np.empty((len(self._filters), magnitudes.shape[1]), dtype=np.float32)
        for start in range(0, magnitudes.shape[1], self._frames):
            end = start + self._frames
            product[:, start:end] = self._filters @ magnitudes[:, start:end]
        return product


def log_mel(extractor: Any, samples: Samples) -> Features:
    """The features of at most 30 s of sound; `extractor` is faster-whisper's."""
    mel: Features = extractor(samples)
    return mel[:, : int(WINDOW_S * FRAMES_PER_SECOND)].astype(np.float32, copy=False)


def encoded_s(samples: Samples, lengths: EncoderLengths) -> float:
    """How long the encoder's input is to be for this sound, zeros included.

    In whole seconds, so that windows of nearly the same length can share a pass.
    """
    seconds = len(samples) / SAMPLE_RATE_HZ
    wanted = max(lengths.filled_up_to_s, seconds + lengths.least_zeros_s)
    return float(min(math.ceil(wanted), WINDOW_S))


def frames_of(seconds: float) -> int:
    """Frames of the encoder's input."""
    return round(seconds * FRAMES_PER_SECOND)


def padded(features: Sequence[Features], seconds: float) -> NDArray[np.float32]:
    """A batch float32[windows, mels, frames]: the features, and zeros up to `seconds`."""
    frames = frames_of(seconds)
    batch = np.zeros((len(features), features[0].shape[0], frames), dtype=np.float32)
    for row, one in zip(batch, features, strict=True):
        row[:, : one.shape[1]] = one[:, :frames]
    return batch
