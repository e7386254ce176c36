"""The colour of a thing in a plain word, from its pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from translators.describe import Area
from video_io.frame import VideoFrame
from video_io.scaling import within

__all__ = ["COLOURS", "Colour", "colour_of"]

COLOURS = (
    *("black", "grey", "white", "red", "orange", "yellow", "green"),
    *("turquoise", "blue", "purple", "pink", "brown"),
)
_BLACK, _GREY, _WHITE, _RED, _ORANGE, _YELLOW, _GREEN, _TURQUOISE, _BLUE, _PURPLE, _PINK, _BROWN = (
    range(12)
)
_HUES = ((14, _RED), (40, _ORANGE), (68, _YELLOW), (160, _GREEN), (195, _TURQUOISE), (250, _BLUE))
"""Up to this hue, in degrees; beyond the last it is purple, then pink, then red again."""
_PURPLE_TO, _PINK_TO = 300, 345
_LONGEST = 320
_LEAST_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Colour:
    """What most of a thing is."""

    name: str
    """One of `COLOURS`; empty when no colour stands out."""
    share: float
    """0..1: how much of the thing is so."""


def colour_of(frame: VideoFrame, area: Area) -> Colour:
    """The commonest colour inside the area; its middle counts most, its corners not at all.

    A thing fills the middle of its box; what is behind it fills the corners.
    """
    small = within(frame.rgb, _LONGEST)
    height, width = small.shape[:2]
    top, left = int(area.top * height), int(area.left * width)
    part = small[top : max(top + 1, round(area.bottom * height))]
    part = part[:, left : max(left + 1, round(area.right * width))]
    names = _names(part.reshape(-1, 3).astype(np.float32))
    votes = np.bincount(names, weights=_weights(*part.shape[:2]).ravel(), minlength=len(COLOURS))
    best = int(votes.argmax())
    share = float(votes[best] / max(votes.sum(), 1e-9))
    return Colour(COLOURS[best] if share >= _LEAST_SHARE else "", share)


def _weights(height: int, width: int) -> NDArray[np.float32]:
    y = (np.arange(height) + 0.5) / height * 2 - 1
    x = (np.arange(width) + 0.5) / width * 2 - 1
    weights: NDArray[np.float32] = np.maximum(1.05 - np.hypot(y[:, None], x[None]), 0)
    return weights.astype(np.float32)


def _names(rgb: NDArray[np.float32]) -> NDArray[np.intp]:
    """intp[n]: index in `COLOURS` of each pixel, float32[n, 3] in 0..255."""
    high, low = rgb.max(axis=1), rgb.min(axis=1)
    chroma = high - low
    saturation = chroma / np.maximum(high, 1)
    hue = _hues(rgb, high, chroma)
    names = np.full(len(rgb), _RED, np.intp)
    for limit, name in reversed(_HUES):
        names[hue <= limit] = name
    names[(hue > _HUES[-1][0]) & (hue <= _PURPLE_TO)] = _PURPLE
    names[(hue > _PURPLE_TO) & (hue <= _PINK_TO)] = _PINK
    warm = np.isin(names, (_RED, _ORANGE, _YELLOW))
    # Brown is a dark orange, pink a pale red.
    # Brown is a dark orange, pink a pale red.
    vivid_red = (names == _RED) & (saturation > 0.6)
    names[warm & (names != _YELLOW) & (high < 150) & ~vivid_red] = _BROWN
    names[(names == _RED) & (saturation < 0.45) & (high > 180)] = _PINK
    names[(names == _YELLOW) & (high < 110)] = _BROWN
    pale = saturation < 0.17
    names[pale] = _GREY
    names[pale & (high > 190)] = _WHITE
    names[(high < 45) | (pale & (high < 60))] = _BLACK
    return names


def _hues(
    rgb: NDArray[np.float32], high: NDArray[np.float32], chroma: NDArray[np.float32]
) -> NDArray[np.float32]:
    red, green, blue = rgb.T
    spread = np.maximum(chroma, 1e-6)
    hue = np.where(
        high == red,
        (green - blue) / spread % 6,
        np.where(high == green, (blue - red) / spread + 2, (red - green) / spread + 4),
    )
    result: NDArray[np.float32] = (hue * 60).astype(np.float32)
    return result
