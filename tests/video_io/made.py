"""Pictures and films made for tests."""

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np

from video_io.frame import Pixels, VideoFrame


def textured(seed: int = 0, width: int = 320, height: int = 240) -> Pixels:
    """A picture with structure at every size, as photographs have."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width, 3))
    for cells in (3, 6, 12, 24, 48, 96):
        grid = rng.normal(size=(cells, cells, 3))
        rows = np.arange(height) * cells // height
        columns = np.arange(width) * cells // width
        total += grid[rows][:, columns] / cells**0.4
    low, high = total.min(), total.max()
    return ((total - low) / (high - low) * 255).astype(np.uint8)


def frame(rgb: Pixels, at_s: float = 0.0) -> VideoFrame:
    return VideoFrame(rgb, at_s)


def write_film(path: Path, pictures: Iterable[Pixels], fps: int = 10) -> Path:
    """A film without loss, one frame for each picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=fps)
        stream.pix_fmt = "bgr0"
        for rgb in pictures:
            if not stream.codec_context.is_open:
                stream.height, stream.width = rgb.shape[:2]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def write_picture(path: Path, rgb: Pixels, codec: str = "png") -> Path:
    with av.open(str(path), "w", format="image2", options={"update": "1"}) as container:
        stream = container.add_stream(codec, rate=1)
        stream.pix_fmt = "rgb24" if codec == "png" else "yuvj420p"
        stream.height, stream.width = rgb.shape[:2]
        container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def numbered(number: int) -> Pixels:
    """A picture that tells its number by its brightness."""
    return np.full((48, 64, 3), number, np.uint8)


def number_of(shown: VideoFrame) -> int:
    return round(float(shown.rgb.mean()))
