"""FFmpeg's pictures as ours, and its complaints as ours."""

from typing import TYPE_CHECKING

import numpy as np

from video_io.frame import Pixels

if TYPE_CHECKING:
    from av import VideoFrame as AvFrame

__all__ = ["MOST_PIXELS", "said", "upright"]

MOST_PIXELS = 64_000_000
"""Larger pictures are refused: one of them would take gigabytes on its way through."""


def upright(frame: "AvFrame") -> Pixels:
    """uint8[height, width, 3], turned as the file says it is to be shown."""
    rgb = frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
    quarters = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(rgb, quarters)) if quarters else rgb


def said(error: Exception) -> str:
    """What FFmpeg said, in few words."""
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:]
