"""Sound that a page recorded, on the wall clock."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.resample import resample
from configs.errors import DragomanError

__all__ = ["Recording", "found_at_s", "read_recording"]

LEAST_LIKENESS = 0.3
"""Correlation of a recording with what was played into it, with all that browsers do to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Samples, and when the first of them was heard."""

    samples: Samples
    """float32[n] at 16 kHz."""
    began_s: float
    """Wall time of the first sample, in seconds since 1970."""


def read_recording(taken: Mapping[str, Any]) -> Recording:
    """What `witness.take` gives. Raises `DragomanError` where nothing was recorded."""
    pcm = np.frombuffer(base64.b64decode(taken["samples"]), "<i2")
    if not len(pcm):
        raise DragomanError("the page recorded nothing")
    rate_hz = taken["rate_hz"]
    samples = resample((pcm / 32768).astype(np.float32), rate_hz, SAMPLE_RATE_HZ)
    # Each piece is told of after its last frame, sooner or later: the soonest is the truest.
    frames, told_ms = np.array(taken["marks"], dtype=np.float64).T
    return Recording(samples, float(np.min(told_ms / 1000 - frames / rate_hz)))


def found_at_s(recording: Recording, played: Samples) -> float:
    """Wall time at which something, float32[n] at 16 kHz, began to be heard in a recording.

    Raises `DragomanError` where it is not in there.
    """
    heard = recording.samples
    size = 1 << (len(heard) + len(played)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    likeness = np.fft.irfft(product, size)[: len(heard)]
    at = int(np.argmax(likeness))
    piece = heard[at : at + len(played)]
    scale = float(np.linalg.norm(piece) * np.linalg.norm(played[: len(piece)]))
    if not scale or likeness[at] / scale < LEAST_LIKENESS:
        raise DragomanError("what was said is not in what the microphone gave")
    return recording.began_s + at / SAMPLE_RATE_HZ
