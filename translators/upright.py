"""Whether a camera is held upside down, as far as a detector can tell."""

from collections.abc import Sequence

import numpy as np

from translators.describe import Box
from video_io.frame import VideoFrame

__all__ = ["could_be_upside_down", "looks_upside_down", "turned_around"]

_SURE = 0.8
_MARGIN = 0.08
"""How much surer the detector must be of the turned picture: it knows few things upside down."""


def turned_around(frame: VideoFrame) -> VideoFrame:
    """The picture, turned by half."""
    return VideoFrame(np.ascontiguousarray(frame.rgb[::-1, ::-1]), frame.captured_s)


def could_be_upside_down(boxes: Sequence[Box]) -> bool:
    """Whether it is worth it to look at the picture turned around; `boxes` are those it has now."""
    return _best(boxes) + _MARGIN <= 1.0


def looks_upside_down(boxes: Sequence[Box], turned: Sequence[Box]) -> bool:
    """Whether the detector saw more surely what is in the picture when it was turned around.

    It is seldom wrong when it says yes, and often silent: many things look alike both ways to a
    small detector.
    """
    return _best(turned) >= max(_SURE, _best(boxes) + _MARGIN)


def _best(boxes: Sequence[Box]) -> float:
    return max((box.score for box in boxes), default=0.0)
