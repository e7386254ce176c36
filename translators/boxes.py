"""Boxes as arrays: what detectors and readers do with them."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "corners", "overlaps", "suppress"]

Floats = NDArray[np.float32]


def corners(centres_and_sizes: Floats) -> Floats:
    """float32[n, 4] left, top, right, bottom from centre x, centre y, width, height."""
    centre, half = centres_and_sizes[:, :2], centres_and_sizes[:, 2:] / 2
    return np.concatenate([centre - half, centre + half], axis=1)


def overlaps(box: Floats, others: Floats) -> Floats:
    """float32[n]: intersection over union of one box with each of the others."""
    across = np.minimum(box[2], others[:, 2]) - np.maximum(box[0], others[:, 0])
    down = np.minimum(box[3], others[:, 3]) - np.maximum(box[1], others[:, 1])
    shared = np.maximum(across, 0) * np.maximum(down, 0)
    union = _sizes(box[None])[0] + _sizes(others) - shared
    result: Floats = (shared / np.maximum(union, 1e-9)).astype(np.float32)
    return result


def suppress(
    boxes: Floats,
    scores: Floats,
    kinds: NDArray[np.intp],
    *,
    same: float = 0.45,
    different: float = 0.7,
) -> list[int]:
    """Which boxes remain when each thing is to have one, surest first.

    A box goes when a surer one overlaps it by more than `same`, or by more than `different`
    if they are of different kinds: that is one thing with two names.
    """
    order = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while len(order):
        best, order = int(order[0]), order[1:]
        kept.append(best)
        limit = np.where(kinds[order] == kinds[best], same, different)
        order = order[overlaps(boxes[best], boxes[order]) <= limit]
    return kept


def _sizes(boxes: Floats) -> Floats:
    sides: Floats = np.maximum(boxes[:, 2:] - boxes[:, :2], 0)
    return sides[:, 0] * sides[:, 1]
