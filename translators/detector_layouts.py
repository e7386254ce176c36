"""What the inputs and outputs of detector networks mean: one layout for each family.

A layout turns a picture into the network's input and its outputs into candidates, as fractions
of the picture. Nothing here runs a network.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from translators.boxes import Floats, corners
from video_io.frame import Pixels
from video_io.scaling import scaled

__all__ = ["LAYOUTS", "Candidates", "FastestDet", "Layout", "RfDetr", "Yolox", "guess_layout"]

_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)
_PADDING = 114


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Boxes before what stands for the same thing is taken out."""

    boxes: Floats
    """float32[n, 4]: left, top, right, bottom, as fractions of the picture; may lie outside."""
    scores: Floats
    """float32[n], 0..1."""
    kinds: NDArray[np.intp]
    """intp[n], numbers of the kinds of things."""


class Layout(Protocol):
    """One family of networks, at one size."""

    numbers_of_coco: bool
    """The kinds are numbered as the data set does (1 to 90), not from 0 to 79."""

    def prepare(self, rgb: Pixels) -> Floats:
        """float32[1, 3, height, width] for the network."""
        ...

    def decode(self, outputs: Sequence[NDArray[Any]], rgb: Pixels) -> Candidates:
        """What the network answered for this picture."""
        ...


class FastestDet:
    """One output [1, 5 + kinds, rows, columns]; one box for each cell."""

    numbers_of_coco = False

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height

    def prepare(self, rgb: Pixels) -> Floats:
        """Stretched, blue first, 0..1."""
        return _planes(scaled(rgb, *self._size)[:, :, ::-1]) / np.float32(255)

    def decode(self, outputs: Sequence[NDArray[Any]], rgb: Pixels) -> Candidates:
        """Score is objectness to 0.6 times kind to 0.4, as it was trained."""
        cells = outputs[0][0].astype(np.float32)
        rows, columns = np.indices(cells.shape[1:])
        x = (columns + np.tanh(cells[1])) / cells.shape[2]
        y = (rows + np.tanh(cells[2])) / cells.shape[1]
        boxes = np.stack([x, y, _sigmoid(cells[3]), _sigmoid(cells[4])], axis=-1).reshape(-1, 4)
        kinds = cells[5:].argmax(axis=0)
        likely = np.take_along_axis(cells[5:], kinds[None], axis=0)[0]
        scores: Floats = np.clip(cells[0], 0, 1) ** 0.6 * np.clip(likely, 0, 1) ** 0.4
        return _candidates(corners(boxes), scores.ravel(), kinds.ravel())


class Yolox:
    """One output [1, n, 5 + kinds], in steps of its three grids, or already in pixels."""

    numbers_of_coco = False
    _STRIDES = (8, 16, 32)

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height

    def prepare(self, rgb: Pixels) -> Floats:
        """In proportion into the top left, filled up with grey, blue first, 0..255."""
        width, height = self._fitted(rgb)
        canvas = np.full((self._size[1], self._size[0], 3), _PADDING, np.uint8)
        canvas[:height, :width] = scaled(rgb, width, height)
        return _planes(canvas[:, :, ::-1])

    def decode(self, outputs: Sequence[NDArray[Any]], rgb: Pixels) -> Candidates:
        """Score is objectness times kind."""
        rows = outputs[0][0].astype(np.float32)
        boxes = corners(self._in_pixels(rows[:, :4]))
        width, height = self._fitted(rgb)
        kinds = rows[:, 5:].argmax(axis=1)
        scores = rows[:, 4] * rows[np.arange(len(rows)), 5 + kinds]
        whole: Floats = np.array([width, height, width, height], np.float32)
        return _candidates(boxes / whole, scores, kinds)

    def _in_pixels(self, raw: Floats) -> Floats:
        # Exports that decode themselves give whole pixels; those that do not give logarithms of
        # sizes, which no box of theirs has above 10 or so.
        if len(raw) and raw[:, 2:].max() > 20:
            return raw
        places, steps = [], []
        for stride in self._STRIDES:
            rows, columns = self._size[1] // stride, self._size[0] // stride
            y, x = np.indices((rows, columns))
            places.append(np.stack([x, y], axis=-1).reshape(-1, 2))
            steps.append(np.full((rows * columns, 1), stride))
        step = np.concatenate(steps).astype(np.float32)
        centre = (raw[:, :2] + np.concatenate(places)) * step
        return np.concatenate([centre, np.exp(raw[:, 2:]) * step], axis=1).astype(np.float32)

    def _fitted(self, rgb: Pixels) -> tuple[int, int]:
        height, width = rgb.shape[:2]
        factor = min(self._size[0] / width, self._size[1] / height)
        return max(1, int(width * factor)), max(1, int(height * factor))


class RfDetr:
    """Two outputs: boxes [1, n, 4] as fractions, and a raw score for each kind [1, n, kinds]."""

    numbers_of_coco = True

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height

    def prepare(self, rgb: Pixels) -> Floats:
        """Stretched, red first, less the mean colour of photographs."""
        values = (scaled(rgb, *self._size).astype(np.float32) / 255 - _MEAN) / _SPREAD
        return np.ascontiguousarray(values.transpose(2, 0, 1)[None])

    def decode(self, outputs: Sequence[NDArray[Any]], rgb: Pixels) -> Candidates:
        """Each query is one thing, of its likeliest kind."""
        boxes, raw = outputs[0][0], outputs[1][0]
        if boxes.shape[-1] != 4:
            boxes, raw = raw, boxes
        scores = _sigmoid(raw.astype(np.float32))
        kinds = scores.argmax(axis=1)
        return _candidates(corners(boxes), scores[np.arange(len(scores)), kinds], kinds)


LAYOUTS: Mapping[str, Callable[[int, int], Layout]] = MappingProxyType(
    {"fastestdet": FastestDet, "yolox": Yolox, "rfdetr": RfDetr}
)
"""By name; each takes the width and height of the network's input."""


def guess_layout(outputs: Sequence[Sequence[Any]]) -> str:
    """The name of the layout with outputs of these shapes; empty when none is known."""
    ranks = [len(shape) for shape in outputs]
    if ranks == [4]:
        return "fastestdet"
    if ranks == [3]:
        return "yolox"
    if ranks == [3, 3] and any(shape[-1] == 4 for shape in outputs):
        return "rfdetr"
    return ""


def _candidates(boxes: Floats, scores: Floats, kinds: NDArray[np.intp]) -> Candidates:
    return Candidates(boxes.astype(np.float32), scores.astype(np.float32), kinds)


def _planes(pixels: NDArray[np.uint8]) -> Floats:
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None]).astype(np.float32)


def _sigmoid(values: Floats) -> Floats:
    result = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return result.astype(np.float32)
