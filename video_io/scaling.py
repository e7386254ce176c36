"""Pictures made smaller or larger, by FFmpeg's scaler."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from video_io.frame import Pixels

if TYPE_CHECKING:
    from av import VideoFrame as AvFrame

__all__ = ["grey", "scaled", "within"]


def scaled(rgb: Pixels, width: int, height: int) -> Pixels:
    """uint8[height, width, 3] of the picture, its sides stretched as needed."""
    if rgb.shape[:2] == (height, width):
        return rgb
    bilinear = _picture(rgb).reformat(width, height, interpolation="BILINEAR")
    return bilinear.to_ndarray().astype(np.uint8, copy=False)


def within(rgb: Pixels, longest: int) -> Pixels:
    """The picture with its sides in proportion, the longer one at most this long."""
    height, width = rgb.shape[:2]
    if max(height, width) <= longest:
        return rgb
    factor = longest / max(height, width)
    return scaled(rgb, max(1, round(width * factor)), max(1, round(height * factor)))


def grey(rgb: Pixels, width: int, height: int) -> NDArray[np.float32]:
    """float32[height, width], 0..255: brightness, each value the mean of the area it stands for."""
    small = _picture(rgb).reformat(width, height, format="gray", interpolation="AREA")
    return small.to_ndarray().astype(np.float32)


def _picture(rgb: Pixels) -> "AvFrame":
    from av import VideoFrame  # 50 ms: not before the first picture

    return VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
