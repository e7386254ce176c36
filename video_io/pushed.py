"""Pictures that somebody else hands in: a WebRTC track, a test."""

from audio_io.source_event import SourceEvent
from video_io.frame import Pixels, VideoFrame
from video_io.grid import FrameGrid
from video_io.newest import NewestFrames

__all__ = ["PushedSource"]


class PushedSource:
    """Hands out the newest of the pictures that are pushed into it, at most `fps` a second."""

    def __init__(self, name: str, *, fps: float) -> None:
        self.name = name
        self._grid = FrameGrid(fps)
        self._box = NewestFrames()
        self._last_s = 0.0
        self._first_s: float | None = None

    def __aiter__(self) -> "PushedSource":
        return self

    async def __anext__(self) -> VideoFrame | SourceEvent:
        item = await self._box.take()
        if item is None:
            raise StopAsyncIteration
        return item

    def wants(self, at_s: float) -> bool:
        """Whether a picture of this time would be taken: ask before you convert it.

        Seconds on any clock that does not go backwards; the first one counts as 0. True counts:
        push that picture.
        """
        if self._first_s is None:
            self._first_s = at_s
        self._last_s = max(self._last_s, at_s - self._first_s)
        return self._grid.takes(self._last_s)

    def push(self, rgb: Pixels) -> None:
        """Hand in the picture, uint8[height, width, 3], that `wants` was just asked about."""
        self._box.put(VideoFrame(rgb, self._last_s))

    def tell(self, event: SourceEvent) -> None:
        """Hand in news."""
        self._box.tell(event)

    def stop(self) -> None:
        """The iteration ends after what was pushed."""
        self._box.finish()

    async def aclose(self) -> None:
        """The iteration is over."""
        self._box.finish()
        self._box.clear()
