"""Whether a camera is held upside down, as far as a detector can tell."""

import numpy as np

from translators.describe import Box, Detector
from video_io.frame import VideoFrame

__all__ = ["looks_upside_down"]

_SURE = 0.8
_MARGIN = 0.08
"""How much surer the detector must be of the turned picture: it knows few things upside down."""


def looks_upside_down(detector: Detector, frame: VideoFrame, boxes: tuple[Box, ...]) -> bool:
    """Whether the detector sees more surely what is in the picture when it is turned by half.

    `boxes` are those of the frame as it is. Costs one more detection. It is seldom wrong when it
    says yes, and often silent: many things look alike both ways to a small detector.
    """
    turned = VideoFrame(np.ascontiguousarray(frame.rgb[::-1, ::-1]), frame.captured_s)
    best = max((box.score for box in detector.detect(turned)), default=0.0)
    return best >= _SURE and best - max((box.score for box in boxes), default=0.0) >= _MARGIN
