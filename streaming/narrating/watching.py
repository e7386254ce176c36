"""The pictures of a narration: each is looked at, and what it shows is told to the narrator."""

from collections import Counter
from collections.abc import Awaitable, Callable

from configs.errors import EngineError
from streaming.events import Warned
from streaming.metrics import Metrics
from streaming.narrating.narrator import Narrator
from streaming.narrating.performer import Performer
from streaming.narrating.seeing import Seeing
from streaming.narrating.utterance import View
from streaming.stage import Emit, StreamClock
from video_io.frame import VideoFrame

__all__ = ["STEP_S", "Watching"]

MOST_FAILURES = 5
"""In a row; then the detector has failed for good."""
LINGER_S = 6.0
"""A still picture is looked at for this long, and on until nothing more is said of it."""
MOST_LINGER_S = 20.0
STEP_S = 0.2
"""Of media time, from one look at a still picture to the next."""


class Watching:
    """Shows one picture after another to a narrator."""

    def __init__(
        self,
        seeing: Seeing,
        narrator: Narrator,
        performer: Performer,
        clock: StreamClock,
        metrics: Metrics,
        emit: Emit,
        on_view: Callable[[], Awaitable[None]],
    ) -> None:
        """`on_view` is called when a picture was told to the narrator."""
        self._seeing = seeing
        self._narrator = narrator
        self._performer = performer
        self._clock = clock
        self._metrics = metrics
        self._emit = emit
        self._on_view = on_view
        self._frames = 0
        self._failures = 0
        self._again = 0

    @property
    def is_still(self) -> bool:
        """Whether there was one picture only."""
        return self._frames == 1

    @property
    def is_told(self) -> bool:
        """Whether a still picture was looked at for long enough, and nothing more is said of it."""
        looked_s = self._again * STEP_S
        return looked_s >= MOST_LINGER_S or (looked_s >= LINGER_S and not self._performer.is_busy)

    async def see(self, frame: VideoFrame) -> None:
        """The next picture. Raises `EngineError` for a detector that has failed for good."""
        self._clock.heard(frame.captured_s)
        await self._performer.catch_up(frame.captured_s)
        self._performer.newest = frame
        self._frames += 1
        try:
            view = await self._seeing.look(frame)
        except EngineError as error:
            self._failures += 1
            if self._failures > MOST_FAILURES:
                raise
            await self._emit(Warned(f"a picture could not be looked at: {error}"))
            return
        self._failures = 0
        await self._show(view)

    async def look_again(self) -> None:
        """The picture is still, and `STEP_S` have passed."""
        frame = self._performer.newest
        assert frame is not None, "there was a picture"
        self._again += 1
        at_s = frame.captured_s + self._again * STEP_S
        self._clock.heard(at_s)
        await self._performer.catch_up(at_s)
        await self._show(await self._seeing.look_again(frame, at_s))

    async def _show(self, view: View) -> None:
        self._performer.in_view = dict(Counter(track.label for track in view.tracks))
        present_s = self._clock.present_s
        self._metrics.record("seen", max(0.0, present_s - view.captured_s))
        self._performer.do(self._narrator.see(view, present_s))
        if not self._clock.is_live:
            await self._performer.done()
        await self._on_view()
