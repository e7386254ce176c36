"""Which things are nearer, asked of an engine that compares them, beside everything else.

Such engines take long: nothing waits for them where somebody listens.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from configs.errors import EngineError
from streaming.events import Warned
from streaming.narrating.tracks import Track
from streaming.stage import Emit, Worker
from translators.describe import DepthEstimator
from video_io.frame import VideoFrame

__all__ = ["Depths"]

EVERY_S = 1.0
COST_SHARE = 2.0
"""Time from one picture to the next that is compared, at least, by how long the last one took."""

Start = Callable[[Coroutine[Any, Any, None]], object]
"""Runs something in a task of the session's."""


class Depths:
    """What an engine says of the things in view, as far as it has come."""

    def __init__(
        self, engine: DepthEstimator, worker: Worker, emit: Emit, start: Start | None
    ) -> None:
        """Without `start`, every picture waits until its things were compared."""
        self._engine = engine
        self._worker = worker
        self._emit = emit
        self._start = start
        self._due_s = 0.0
        self._seen_s = -1.0
        self._is_out = False
        self._views = 0
        self.nearness: Mapping[int, float] = {}
        """By a thing's number: 0 for the farthest point of its picture, 1 for the nearest."""

    def forget(self) -> None:
        """The view is another one."""
        self._views += 1
        self._due_s = 0.0
        self.nearness = {}

    async def look(self, frame: VideoFrame, tracks: Sequence[Track], at_s: float) -> None:
        """Have these things compared, if it is time again."""
        is_new = any(track.number not in self.nearness for track in tracks)
        is_known = frame.captured_s == self._seen_s and not is_new
        if self._is_out or not tracks or at_s < self._due_s or is_known:
            return
        self._is_out = True
        self._seen_s = frame.captured_s
        compared = self._compare(frame, tracks, at_s)
        if self._start is None:
            await compared
        else:
            self._start(compared)

    async def _compare(self, frame: VideoFrame, tracks: Sequence[Track], at_s: float) -> None:
        view = self._views
        areas = [track.area for track in tracks]
        try:
            found, cost_s = await self._worker.call(self._engine.nearness, frame, areas)
        except EngineError as error:
            # It stays out: near and far come from the sizes of things from now on.
            self.nearness = {}
            await self._emit(Warned(f"near and far are told by size alone: {error}"))
            return
        self._is_out = False
        if view == self._views:
            self._due_s = at_s + max(EVERY_S, cost_s * (1.0 + COST_SHARE))
            numbers = (track.number for track in tracks)
            self.nearness = dict(zip(numbers, map(float, found), strict=True))
