"""What a peer's camera sees: only the newest picture, and only while somebody looks."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray

from server.media.video_gate import VideoGate

__all__ = ["CameraPicture", "FramesOfTrack", "TrackOver"]


class TrackOver(Exception):
    """The track ended; there will be no picture any more."""


@dataclass(frozen=True, slots=True, eq=False)
class CameraPicture:
    """A decoded picture; colours are made only when they are wanted."""

    frame: VideoFrame
    captured_s: float
    """When it was decoded, by the clock of `FramesOfTrack`."""

    def rgb(self, max_width: int | None = None) -> NDArray[np.uint8]:
        """uint8[h, w, 3], not wider than `max_width`. Takes milliseconds: call it in a thread."""
        width, height = self.frame.width, self.frame.height
        if max_width is not None and width > max_width:
            height = max(2, round(height * max_width / width / 2) * 2)
            width = max_width
        converted = self.frame.reformat(width=width, height=height, format="rgb24")
        return converted.to_ndarray().astype(np.uint8, copy=False)


class NewestPicture(asyncio.Queue[object]):
    """What aiortc's decoder puts pictures into; bounded by one: a newer picture replaces it."""

    def __init__(self, on_frame: Callable[[object], None]) -> None:
        super().__init__(maxsize=1)
        self._on_frame = on_frame

    async def put(self, item: object) -> None:
        """Take a picture, or None for the end; never waits."""
        self._on_frame(item)


class FramesOfTrack:
    """One incoming video. Nothing is decoded, and nothing kept, while nobody looks."""

    def __init__(self, *, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self.gate = VideoGate(now_s)
        self.queue = NewestPicture(self._on_frame)
        self._newest: CameraPicture | None = None
        self._news = asyncio.Event()
        self._ended = False
        self.decoded = 0
        """Pictures decoded since the start."""

    @property
    def newest(self) -> CameraPicture | None:
        """The newest picture; None before the first, and while nobody looks."""
        return self._newest

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Look at the camera; the sender is asked for a whole picture to begin with."""
        self.gate.open()
        try:
            yield
        finally:
            self.gate.close()
            if not self.gate.is_watched:
                self._newest = None
                self._news.clear()

    async def next(self) -> CameraPicture:
        """The newest picture that was not given out yet; waits for one. Raises `TrackOver`."""
        while not self._news.is_set():
            if self._ended:
                raise TrackOver
            await self._news.wait()
        if self._newest is None:
            raise TrackOver
        self._news.clear()
        return self._newest

    def end(self) -> None:
        """The track is over."""
        self._ended = True
        self._newest = None
        self._news.set()

    def _on_frame(self, item: object) -> None:
        if item is None:
            self.end()
        elif isinstance(item, VideoFrame) and self.gate.is_watched and not self._ended:
            self.decoded += 1
            self._newest = CameraPicture(item, self._now_s())
            self._news.set()
