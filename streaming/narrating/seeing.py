"""From a frame to a view: what changed, what is there, and whether the picture is of use."""

from dataclasses import dataclass, replace

from streaming.narrating.depths import Depths
from streaming.narrating.tracks import Tracker
from streaming.narrating.utterance import View
from streaming.narrating.wording.phrasebook import Guidance
from streaming.stage import Worker
from translators.describe import Box, Detector
from translators.upright import could_be_upside_down, looks_upside_down, turned_around
from video_io.frame import VideoFrame
from video_io.gate import ChangeGate, Glance

__all__ = ["Seeing", "UpsideDown"]

_GUIDANCE = {
    "dark": Guidance.DARK,
    "covered": Guidance.COVERED,
    "blurred": Guidance.BLURRED,
}
_BLIND = ("dark", "covered")
"""Nothing can be found in such a picture."""
CHECK_EVERY_S = 5.0
TWICE = 2
STILL = 0.004
"""Share of the picture that may have changed, all in all, since things were found in it. In less a
detector finds something else only because it wavers."""


@dataclass(slots=True)
class UpsideDown:
    """Whether a picture makes sense only when it is turned around.

    A detector knows things as they stand. Where it is surer of what it sees in the picture turned
    by 180 degrees, twice in a row, the camera stands on its head.
    """

    _checked_s: float = -CHECK_EVERY_S
    _hits: int = 0

    @property
    def is_so(self) -> bool:
        """What the last checks say."""
        return self._hits >= TWICE

    def is_due(self, boxes: tuple[Box, ...], at_s: float) -> bool:
        """Whether it is worth it to look at the picture turned around."""
        if not could_be_upside_down(boxes):
            self._hits = 0
            return False
        return self.is_so or at_s - self._checked_s >= CHECK_EVERY_S

    def note(self, boxes: tuple[Box, ...], turned: tuple[Box, ...], at_s: float) -> None:
        """What was seen in the picture, and in the picture turned around."""
        self._checked_s = at_s
        self._hits = self._hits + 1 if looks_upside_down(boxes, turned) else 0


class Seeing:
    """Looks at frames in threads of its engines' own; calls come one after another.

    A frame that shows nothing new costs a glance: what was found in the one before is still there.
    """

    def __init__(
        self,
        gate: ChangeGate,
        detector: Detector,
        glancing: Worker,
        detecting: Worker,
        depths: Depths | None = None,
    ) -> None:
        self._gate = gate
        self._detector = detector
        self._glancing = glancing
        self._detecting = detecting
        self._depths = depths
        self._tracker = Tracker(sure_from=detector.traits.sure_from)
        self._upside_down = UpsideDown()
        self._boxes: tuple[Box, ...] = ()
        self._is_behind = True
        """The detector has not seen what the gate told it to see."""
        self._drift = 0.0
        """Share of the picture that changed since the detector saw it, little by little."""

    async def look(self, frame: VideoFrame) -> View:
        """What a frame shows. Raises `EngineError` if the detector fails."""
        glance, _ = await self._glancing.call(self._gate.push, frame)
        is_new = glance.view in ("cut", "turn")
        if is_new:
            self._tracker.reset()
            if self._depths is not None:
                self._depths.forget()
        if glance.problem in _BLIND:
            self._boxes = ()
            self._is_behind = True
        else:
            self._drift += max(glance.motion, glance.changed) if glance.look else 0.0
            if glance.view or glance.problem or self._is_behind or self._drift >= STILL:
                await self._detect(frame)
            if glance.look:
                await self._check_orientation(frame)
        return await self._compared(self._view(frame, glance, is_new=is_new), frame)

    async def _detect(self, frame: VideoFrame) -> None:
        self._is_behind = True
        self._boxes, _ = await self._detecting.call(self._detector.detect, frame)
        self._is_behind = False
        self._drift = 0.0

    async def look_again(self, frame: VideoFrame, at_s: float) -> View:
        """The same frame, a moment later: a still picture goes on being there."""
        tracks = self._tracker.update(self._boxes, at_s)
        return await self._compared(View(at_s, tracks, _aspect(frame), self._upside()), frame)

    async def _compared(self, view: View, frame: VideoFrame) -> View:
        if self._depths is None or view.guidance is not None:
            return view
        await self._depths.look(frame, view.tracks, view.captured_s)
        return replace(view, nearness=self._depths.nearness)

    async def _check_orientation(self, frame: VideoFrame) -> None:
        if self._upside_down.is_due(self._boxes, frame.captured_s):
            turned, _ = await self._detecting.call(self._detector.detect, turned_around(frame))
            self._upside_down.note(self._boxes, turned, frame.captured_s)

    def _view(self, frame: VideoFrame, glance: Glance, *, is_new: bool) -> View:
        guidance = _GUIDANCE.get(glance.problem) or self._upside()
        tracks = self._tracker.update(self._boxes, frame.captured_s)
        return View(frame.captured_s, tracks, _aspect(frame), guidance, is_new)

    def _upside(self) -> Guidance | None:
        return Guidance.UPSIDE_DOWN if self._upside_down.is_so else None


def _aspect(frame: VideoFrame) -> float:
    return frame.width / max(1, frame.height)
