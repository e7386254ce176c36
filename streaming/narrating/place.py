"""Where a thing is for whoever holds the camera: which way, and how near.

Nearness comes from how large a thing of its kind usually is. That is good enough for `near` and
`far`, never for metres: they are told only if the camera's field of view was measured.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from translators.describe import Area

__all__ = [
    "CLIP_MARGIN",
    "FAR_M",
    "NEAR_M",
    "Nearness",
    "Optics",
    "Place",
    "Side",
    "is_clipped",
    "locate",
]

CLIP_MARGIN = 0.012
"""A box that ends this close to the picture's edge goes on beyond it."""
CLOSE_M = 1.2
NEAR_M = 4.0
FAR_M = 9.0
FILLS = 0.55
"""A box that covers this share of the picture is close, whatever it is."""
AHEAD_DEG = 12.0
"""Half of what counts as straight ahead and as 12 o'clock: the middle third of most pictures."""


class Side(Enum):
    """Which way, in left-and-right wording."""

    LEFT = "left"
    AHEAD = "ahead"
    RIGHT = "right"


class Nearness(Enum):
    """How near; what is neither near nor far is not worth a word."""

    CLOSE = "close"
    NEAR = "near"
    MIDDLE = "middle"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Optics:
    """The camera, as far as places depend on it."""

    field_of_view_deg: float = 66.0
    """Across the picture. A phone's main camera has about 66."""
    is_mirrored: bool = False
    """The picture is a mirror image, as many front cameras give it: left is right."""
    is_calibrated: bool = False
    """The field of view was measured: metres may be told."""


@dataclass(frozen=True, slots=True)
class Place:
    """A direction and a nearness."""

    side: Side
    hour: int
    """On a clock's face: 12 is ahead, 9 is left, 3 is right."""
    nearness: Nearness
    metres: float | None = None
    """Only where the camera is calibrated."""


def locate(
    area: Area, label: str, optics: Optics, aspect: float, *, seems_m: float | None = None
) -> Place:
    """The place of what a box of a picture shows; `aspect` is the picture's width by its height.

    `seems_m` is how far it is beside other things, where that was compared: it decides on near and
    far for what does not show its size, and is never told.
    """
    angle_deg = _angle_deg(area.centre[0], optics)
    metres = distance_m(area, label, optics, aspect)
    return Place(
        side=_side(angle_deg),
        hour=_hour(angle_deg),
        nearness=_nearness(area, metres, seems_m),
        metres=metres if optics.is_calibrated and not is_clipped(area) else None,
    )


def distance_m(area: Area, label: str, optics: Optics, aspect: float) -> float | None:
    """About how far a thing of usual size is; None if nobody knows how large such a thing is.

    Of what goes on beyond the picture only a part is seen, so it is nearer than this.
    """
    metres = SIZES_M.get(label)
    if metres is None:
        return None
    extent = max(area.width, area.height / aspect)
    across = 2.0 * math.tan(math.radians(optics.field_of_view_deg / 2.0))
    return metres / (across * max(extent, 1e-3))


def is_clipped(area: Area) -> bool:
    """Whether a box reaches the picture's edge, so that only a part of the thing may be seen."""
    return (
        min(area.left, area.top) < CLIP_MARGIN or max(area.right, area.bottom) > 1.0 - CLIP_MARGIN
    )


def _angle_deg(across: float, optics: Optics) -> float:
    offset = (across - 0.5) * 2.0 * math.tan(math.radians(optics.field_of_view_deg / 2.0))
    angle_deg = math.degrees(math.atan(offset))
    return -angle_deg if optics.is_mirrored else angle_deg


def _side(angle_deg: float) -> Side:
    if abs(angle_deg) <= AHEAD_DEG:
        return Side.AHEAD
    return Side.LEFT if angle_deg < 0 else Side.RIGHT


def _hour(angle_deg: float) -> int:
    if abs(angle_deg) <= AHEAD_DEG:
        return 12
    hours = max(1, round(abs(angle_deg) / 30.0))
    return hours if angle_deg > 0 else 12 - hours


def _nearness(area: Area, metres: float | None, seems_m: float | None) -> Nearness:
    if area.size >= FILLS:
        return Nearness.CLOSE
    is_whole = not is_clipped(area)
    if seems_m is not None and (metres is None or not is_whole):
        metres, is_whole = seems_m, True
    if metres is None:
        return Nearness.MIDDLE
    if metres <= CLOSE_M:
        return Nearness.CLOSE
    if metres <= NEAR_M:
        return Nearness.NEAR
    return Nearness.FAR if metres >= FAR_M and is_whole else Nearness.MIDDLE


# The longest side that a camera at eye level usually sees, in metres.
_SIZES = """
person 1.7, face 0.24, bicycle 1.7, car 4.0, motorbike 2.0, aeroplane 30, bus 9, train 20,
truck 7, boat 6, traffic light 0.9, fire hydrant 0.8, stop sign 0.75, parking meter 1.3,
bench 1.6, bird 0.3, cat 0.45, dog 0.8, horse 2.3, sheep 1.2, cow 2.3, elephant 4.5, bear 1.8,
zebra 2.2, giraffe 4.8, backpack 0.5, umbrella 0.9, handbag 0.35, tie 0.5, suitcase 0.65,
frisbee 0.27, skis 1.7, snowboard 1.5, sports ball 0.22, kite 1.0, baseball bat 0.85,
baseball glove 0.3, skateboard 0.8, surfboard 2.0, tennis racket 0.69, bottle 0.28,
wine glass 0.2, cup 0.1, fork 0.19, knife 0.22, spoon 0.18, bowl 0.18, banana 0.19, apple 0.08,
sandwich 0.15, orange 0.08, broccoli 0.18, carrot 0.18, hot dog 0.17, pizza 0.32, donut 0.1,
cake 0.25, chair 0.9, sofa 1.9, pottedplant 0.6, bed 2.0, diningtable 1.5, toilet 0.7,
tvmonitor 0.9, laptop 0.34, mouse 0.11, remote 0.18, keyboard 0.43, cell phone 0.15,
microwave 0.5, oven 0.65, toaster 0.3, sink 0.5, refrigerator 1.7, book 0.23, clock 0.3,
vase 0.3, scissors 0.18, teddy bear 0.35, hair drier 0.22, toothbrush 0.18,
motorcycle 2.0, airplane 30, couch 1.9, potted plant 0.6, dining table 1.5, tv 0.9
"""


def _sizes(text: str) -> Mapping[str, float]:
    rows = (row.strip().rpartition(" ") for row in text.replace("\n", " ").split(","))
    return {label: float(metres) for label, _, metres in rows}


SIZES_M = _sizes(_SIZES)
