"""Near and far by Depth Anything V2 (small, 99 MB, Apache): relative, never metres."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from translators.backends.picture_network import (
    PictureNetwork,
    check_network,
    load_network,
    picture,
)
from translators.describe import Area
from translators.options import check_options
from translators.registry import EngineContext, Usability
from video_io.frame import VideoFrame

__all__ = ["BACKEND", "DepthAnything"]

MODEL = "depth-anything/Depth-Anything-V2-Small-hf"


class DepthAnything:
    """Tells which of the things in one picture is nearer."""

    def __init__(self, network: PictureNetwork) -> None:
        self._network = network
        self.name = f"depth_anything {network.name}"

    def nearness(self, frame: VideoFrame, areas: Sequence[Area]) -> NDArray[np.float32]:
        """float32[len(areas)]: the median of each area, 0 farthest of the picture, 1 nearest."""
        inputs = self._network.prepare(images=picture(frame.rgb))
        # The network gives disparity: large is near.
        near = self._network.run(inputs).predicted_depth[0].float().cpu().numpy()
        low, high = float(near.min()), float(near.max())
        scaled = (near - low) / max(high - low, 1e-6)
        return np.array([_median(scaled, area) for area in areas], np.float32)

    def close(self) -> None:
        """Free the network."""
        self._network.close()


class DepthAnythingBackend:
    """Option: `model`, a folder or a repository of the hub."""

    def check(self, context: EngineContext) -> Usability:
        """Packages and model."""
        return check_network(MODEL)

    def create(self, options: Mapping[str, Any], context: EngineContext) -> DepthAnything:
        """Load the network."""
        check_options("depth", options, ("model",))
        model = str(options.get("model", MODEL))
        kind, processor = "DepthAnythingForDepthEstimation", "AutoImageProcessor"
        return DepthAnything(load_network("depth", model, kind, context, processor=processor))


BACKEND = DepthAnythingBackend()


def _median(near: NDArray[np.float32], area: Area) -> float:
    """Of the middle of the area, for its corners show what is behind the thing."""
    height, width = near.shape
    x, y = area.centre
    half_x, half_y = area.width / 4, area.height / 4
    top = min(int((y - half_y) * height), height - 1)
    left = min(int((x - half_x) * width), width - 1)
    bottom = max(top + 1, round((y + half_y) * height))
    right = max(left + 1, round((x + half_x) * width))
    return float(np.median(near[top:bottom, left:right]))
