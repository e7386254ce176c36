"""What changed between pictures, and whether looking again would tell anything: the change gate.

A decision from values: frames with their times go in, a `Glance` comes out. Turning is measured
as the shift of the whole picture: it tells a pan from things that move in front of the camera,
and knows nothing of the third dimension.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from video_io.frame import VideoFrame
from video_io.quality import Problem, Quality, quality_of
from video_io.scaling import grey
from video_io.shift import Shift, aligned, find_shift, likeness

__all__ = ["ChangeGate", "Glance", "ViewChange"]

ViewChange = Literal["", "first", "cut", "turn"]
"""Why the view is another one: it is the first, it jumped, or the camera turned far."""

_WIDTH, _HEIGHT = 128, 96
_SURE_SHIFT = 0.08
"""Certainty of a shift below which the pictures are taken not to be shifted at all."""
_UNLIKE = 0.35
"""Likeness of two aligned pictures below which they show different places."""
_LEAST_OVERLAP = 0.3
"""Share of the picture that must remain in view for two pictures to be compared."""
_CHANGED = 14.0
"""Steps of brightness, after a change of the light as a whole is taken out."""
_CUT = 0.3
"""Share of the picture that is another after a cut, at least."""
_ROWS, _COLUMNS = 3, 4
_BETTER = 0.75
"""What a shift must leave of a part's difference, at most, to explain it better than none."""
_VISIBLE = 2.5
"""Steps of brightness: smaller differences explain nothing."""
_LEAST_BLOCKS = 4
"""Of the 12 parts, that a turn must move: a car that fills a third of the picture is none."""
_NOTICED = 0.004
"""Share of the picture that must have changed for somebody to look again."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What a picture shows at first sight."""

    captured_s: float
    view: ViewChange
    """Not empty: what was said of the view before is stale."""
    turned_deg: float
    """How far the camera has turned since the view began: to the right positive."""
    motion: float
    """0..1: share of the picture that moved since the frame before, the camera's own turn
    taken out."""
    changed: float
    """0..1: the same since the last frame that was looked at (`look`)."""
    quality: Quality
    look: bool
    """It is worth it to run the engines on this frame."""

    @property
    def problem(self) -> Problem:
        """Why the picture is useless; empty if it is not."""
        return self.quality.problem


_Grey = NDArray[np.float32]


class ChangeGate:
    """Looks at every frame; remembers three small grey pictures, never a frame."""

    def __init__(
        self,
        *,
        field_of_view_deg: float = 65.0,
        turn_deg: float = 30.0,
        look_again_s: float = 5.0,
    ) -> None:
        """A view is new after a turn of `turn_deg`; even a still one is looked at again after
        `look_again_s`. The field of view is that of the picture's width.
        """
        self._deg_per_px = field_of_view_deg / _WIDTH
        self._turn_deg = turn_deg
        self._look_again_s = look_again_s
        self._before: _Grey | None = None
        self._anchor: _Grey | None = None
        """The picture that the turn is measured against; replaced as it leaves the view."""
        self._anchor_deg = 0.0
        self._looked_at: _Grey | None = None
        self._looked_s = 0.0

    def push(self, frame: VideoFrame) -> Glance:
        """Compare a frame with those before it. Times never go backwards. Cost: some 10 ms."""
        quality = quality_of(frame.rgb)
        now = grey(frame.rgb, _WIDTH, _HEIGHT)
        if quality.problem in ("dark", "covered"):
            # Nothing can be compared with such a picture; the view after it is compared with
            # the one before it, as when a hand passed.
            return Glance(frame.captured_s, "", self._anchor_deg, 0.0, 0.0, quality, False)
        if self._before is None:
            return self._first(frame, now, quality)
        view, turned_deg = self._follow(self._before, now)
        motion = _share_changed(self._before, now)
        changed = 1.0 if self._looked_at is None else _share_changed(self._looked_at, now)
        self._before = now
        if view:
            self._begin_view(now)
        due = frame.captured_s - self._looked_s >= self._look_again_s
        look = not quality.problem and bool(view or due or max(motion, changed) >= _NOTICED)
        if look:
            self._looked_at, self._looked_s = now, frame.captured_s
        return Glance(frame.captured_s, view, turned_deg, motion, changed, quality, look)

    def _first(self, frame: VideoFrame, now: _Grey, quality: Quality) -> Glance:
        self._before = now
        self._begin_view(now)
        look = not quality.problem
        if look:
            self._looked_at, self._looked_s = now, frame.captured_s
        return Glance(frame.captured_s, "first", 0.0, 0.0, 1.0, quality, look)

    def _begin_view(self, now: _Grey) -> None:
        self._anchor, self._anchor_deg = now, 0.0

    def _follow(self, before: _Grey, now: _Grey) -> tuple[ViewChange, float]:
        step = _sure_step(before, now)
        if step is None:
            return "cut", 0.0
        against_anchor = None if self._anchor is None else _sure_step(self._anchor, now)
        if against_anchor is None or abs(against_anchor) > _WIDTH // 4:
            # The anchor leaves the view: go on from the frame before. Its own place is known.
            placed = None if self._anchor is None else _sure_step(self._anchor, before)
            self._anchor_deg += (placed or 0) * -self._deg_per_px
            self._anchor, against_anchor = before, step
        turned_deg = self._anchor_deg - against_anchor * self._deg_per_px
        return ("turn" if abs(turned_deg) >= self._turn_deg else ""), turned_deg


def _sure_step(before: _Grey, now: _Grey) -> int | None:
    """Pixels by which the content went right; None if these are two different places."""
    shift = _turn(before, now)
    if shift is not None:
        return shift.right_px
    is_elsewhere = _difference(before, now) >= _CUT and likeness(before, now) < _UNLIKE
    return None if is_elsewhere else 0


def _turn(before: _Grey, now: _Grey) -> Shift | None:
    """How the camera turned between the two; None if it did not, or not so that it can be seen."""
    if _difference(before, now) < _NOTICED:
        return None  # the usual case, and the cheap one
    shift = find_shift(before, now)
    if shift.certainty < _SURE_SHIFT or (shift.right_px, shift.down_px) == (0, 0):
        return None
    old, new = aligned(before, now, shift)
    if new.size < _LEAST_OVERLAP * now.size or likeness(old, new) < _UNLIKE:
        return None
    top, left = max(0, shift.down_px), max(0, shift.right_px)
    stayed = before[top : top + new.shape[0], left : left + new.shape[1]]
    return shift if _moved_as_a_whole(_gap(old, new), _gap(stayed, new)) else None


def _moved_as_a_whole(shifted: _Grey, stayed: _Grey) -> bool:
    """Whether most parts of the picture are explained by the shift, not one large thing in it."""
    pro = contra = 0
    for with_shift, without in zip(_blocks(shifted), _blocks(stayed), strict=True):
        shifted_gap, stayed_gap = float(with_shift.mean()), float(without.mean())
        pro += shifted_gap < _BETTER * stayed_gap and stayed_gap > _VISIBLE
        contra += stayed_gap < _BETTER * shifted_gap and shifted_gap > _VISIBLE
    return pro >= _LEAST_BLOCKS and pro >= 3 * contra


def _gap(before: _Grey, now: _Grey) -> _Grey:
    """Difference of each pixel, less a change of the light as a whole."""
    difference = now - before
    gap: _Grey = np.abs(difference - np.median(difference))
    return gap


def _blocks(picture: _Grey) -> list[_Grey]:
    return [
        block
        for row in np.array_split(picture, _ROWS, axis=0)
        for block in np.array_split(row, _COLUMNS, axis=1)
    ]


def _share_changed(before: _Grey, now: _Grey) -> float:
    shift = _turn(before, now)
    if shift is not None:
        before, now = aligned(before, now, shift)
    return _difference(before, now)


def _difference(before: _Grey, now: _Grey) -> float:
    """0..1: share of the picture that is another."""
    return float((_gap(before, now) > _CHANGED).mean())
