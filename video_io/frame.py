"""One picture of a stream of pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Pixels", "VideoFrame"]

Pixels = NDArray[np.uint8]
"""uint8[height, width, 3], red, green, blue; the first row is the top."""


@dataclass(frozen=True, slots=True, eq=False)
class VideoFrame:
    """A picture with its place in the stream."""

    rgb: Pixels
    """uint8[height, width, 3], upright: what the file says about its rotation is applied."""
    captured_s: float
    """Media time: seconds since the stream's first frame."""

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.rgb.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.rgb.shape[1])
