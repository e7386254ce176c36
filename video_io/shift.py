"""How far one picture is shifted against another: phase correlation of two small grey pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Shift", "aligned", "find_shift", "likeness"]

Grey = NDArray[np.float32]
"""float32[height, width]: brightness."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Where the content of one picture went in the next."""

    right_px: int
    down_px: int
    certainty: float
    """0..1: how far the best place stands out from all others."""


def find_shift(before: Grey, now: Grey) -> Shift:
    """The shift that brings `before` onto `now`, at most half the picture each way."""
    spectrum = np.fft.rfft2(_framed(now)) * np.conj(np.fft.rfft2(_framed(before)))
    # Without its sizes the spectrum says where, not how bright: light may change between them.
    peaks = np.fft.irfft2(spectrum / np.maximum(np.abs(spectrum), 1e-6), s=now.shape)
    best = int(peaks.argmax())
    down, right = divmod(best, now.shape[1])
    height, width = now.shape
    return Shift(
        right - width if right > width // 2 else right,
        down - height if down > height // 2 else down,
        float(np.clip(peaks.flat[best], 0.0, 1.0)),
    )


def aligned(before: Grey, now: Grey, shift: Shift) -> tuple[Grey, Grey]:
    """The parts of both pictures that show the same after the shift; same shape, maybe empty."""
    height, width = now.shape
    right, down = shift.right_px, shift.down_px
    rows = slice(max(0, down), min(height, height + down))
    columns = slice(max(0, right), min(width, width + right))
    old_rows = slice(max(0, -down), min(height, height - down))
    old_columns = slice(max(0, -right), min(width, width - right))
    return before[old_rows, old_columns], now[rows, columns]


def likeness(one: Grey, other: Grey) -> float:
    """-1..1: correlation of two grey pictures; light and contrast do not matter.

    Two pictures without any structure are alike.
    """
    if one.size < 2:
        return 0.0
    a, b = one - one.mean(), other - other.mean()
    spread = float(np.sqrt((a * a).mean() * (b * b).mean()))
    if spread < 4.0:
        return 1.0 if max(float(a.std()), float(b.std())) < 4.0 else 0.0
    return float((a * b).mean()) / spread


def _framed(grey: Grey) -> Grey:
    """Less its mean, fading out to its edges, which otherwise would look like structure."""
    height, width = grey.shape
    window = np.outer(np.hanning(height), np.hanning(width))
    framed: Grey = ((grey - grey.mean()) * window).astype(np.float32)
    return framed
