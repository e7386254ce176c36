"""Whether a picture can be used: dark, covered, blurred. And how light it is where it was taken."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from video_io.frame import Pixels
from video_io.scaling import grey

__all__ = ["Light", "Problem", "Quality", "light_of", "quality_of"]

Problem = Literal["", "dark", "covered", "blurred"]
"""What makes a picture useless; empty: nothing. `covered`: an even surface and nothing else."""

Light = Literal["dark", "dim", "bright", "very bright"]

_WIDTH, _HEIGHT = 320, 240
_DARK, _DARK_PEAK = 30.0, 70.0
_DARK_STRUCTURE = 0.07
"""Texture over brightness: a dark room still has some, a covered lens has none but noise."""
_EVEN = 1.5
_BLURRED = 0.57
_STEP = 1.5
"""Smaller differences of neighbours are rounding and noise, and say nothing about sharpness."""
_BLUR_LENGTH = 9


@dataclass(frozen=True, slots=True)
class Quality:
    """What can be measured of one picture."""

    brightness: float
    """0..255, the mean."""
    texture: float
    """Mean difference of neighbouring areas, in steps of brightness; 0: perfectly even."""
    blur: float
    """0..1; sharp photographs about 0.2 to 0.45, little can be made out above 0.57."""
    problem: Problem

    @property
    def light(self) -> Light:
        """How light it is there, in a word."""
        return light_of(self.brightness)


def quality_of(rgb: Pixels) -> Quality:
    """Measure a picture. Cost: some 5 ms."""
    picture = grey(rgb, _WIDTH, _HEIGHT)
    brightness = float(picture.mean())
    texture = _texture(picture)
    blur = _blur(picture)
    return Quality(brightness, texture, blur, _problem(picture, brightness, texture, blur))


def light_of(brightness: float) -> Light:
    """How light it is, in a word."""
    if brightness < 45:
        return "dark"
    if brightness < 85:
        return "dim"
    return "bright" if brightness < 190 else "very bright"


def _problem(
    picture: NDArray[np.float32], brightness: float, texture: float, blur: float
) -> Problem:
    if brightness < _DARK and float(np.percentile(picture, 95)) < _DARK_PEAK:
        return "dark" if texture / max(brightness, 1.0) >= _DARK_STRUCTURE else "covered"
    if texture < _EVEN:
        return "covered"
    return "blurred" if blur > _BLURRED else ""


def _texture(picture: NDArray[np.float32]) -> float:
    """Of areas of 8 x 8 pixels, so that the noise of a sensor counts for nothing."""
    areas = picture.reshape(_HEIGHT // 8, 8, _WIDTH // 8, 8).mean(axis=(1, 3))
    across = np.abs(np.diff(areas, axis=1)).mean()
    down = np.abs(np.diff(areas, axis=0)).mean()
    return float(across + down) / 2


def _blur(picture: NDArray[np.float32]) -> float:
    """How little a picture changes when it is blurred: what is blurred already changes least.

    The measure of Crété-Roffet and others (2007), the worse of both directions: a moving camera
    blurs along its way only.
    """
    return max(_blur_along(picture, 0), _blur_along(picture, 1))


def _blur_along(picture: NDArray[np.float32], axis: int) -> float:
    soft = _mean_along(picture, axis)
    sharp = np.abs(np.diff(picture, axis=axis))
    lost = np.maximum(sharp - np.abs(np.diff(soft, axis=axis)), 0)
    steps = sharp > _STEP
    whole = float(sharp[steps].sum())
    return 1.0 - float(lost[steps].sum()) / whole if whole else 1.0


def _mean_along(picture: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    half = _BLUR_LENGTH // 2
    margins = [(0, 0), (0, 0)]
    margins[axis] = (half + 1, half)
    sums = np.cumsum(np.pad(picture, margins, mode="edge"), axis=axis, dtype=np.float64)
    length = picture.shape[axis]
    first = np.take(sums, range(length), axis=axis)
    last = np.take(sums, range(_BLUR_LENGTH, length + _BLUR_LENGTH), axis=axis)
    result: NDArray[np.float32] = ((last - first) / _BLUR_LENGTH).astype(np.float32)
    return result
