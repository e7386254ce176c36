"""A place between a camera and whoever looks at its pictures: the newest one is kept."""

import asyncio
import threading
from collections import deque

from audio_io.source_event import SourceEvent
from video_io.frame import VideoFrame

__all__ = ["NewestFrames"]

_EVENTS = 64
"""News that may wait; beyond that the oldest goes."""


class NewestFrames:
    """Frames and news, put in from any thread and taken out in one asyncio task.

    Overflow: a frame takes the place of one that still waits, unless news stand between them.
    Whoever looks gets the newest picture, never a queue of old ones.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[VideoFrame | SourceEvent] = deque(maxlen=_EVENTS)
        self._failure: Exception | None = None
        self._over = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Event | None = None
        self._replaced = 0

    @property
    def replaced(self) -> int:
        """Frames that a newer one took the place of."""
        return self._replaced

    def put(self, frame: VideoFrame) -> None:
        """Hand in a frame. After `finish` or `fail` nothing is taken any more."""
        with self._lock:
            if self._over:
                return
            if self._waiting and isinstance(self._waiting[-1], VideoFrame):
                self._waiting.pop()
                self._replaced += 1
            self._waiting.append(frame)
        self._wake()

    def tell(self, event: SourceEvent) -> None:
        """Hand in news."""
        with self._lock:
            if not self._over:
                self._waiting.append(event)
        self._wake()

    def finish(self) -> None:
        """Nothing more comes; what waits is still handed out."""
        with self._lock:
            self._over = True
        self._wake()

    def fail(self, error: Exception) -> None:
        """Nothing more comes, and `take` raises this once what waits is handed out."""
        with self._lock:
            if not self._over:
                self._failure = error
            self._over = True
        self._wake()

    def clear(self) -> None:
        """Forget what waits."""
        with self._lock:
            self._waiting.clear()

    async def take(self) -> VideoFrame | SourceEvent | None:
        """The next one, waiting for it; None after the end."""
        if self._news is None:
            self._loop, self._news = asyncio.get_running_loop(), asyncio.Event()
        while True:
            self._news.clear()
            with self._lock:
                if self._waiting:
                    return self._waiting.popleft()
                if self._over:
                    failure, self._failure = self._failure, None
                    if failure is not None:
                        raise failure
                    return None
            await self._news.wait()

    def _wake(self) -> None:
        loop, news = self._loop, self._news
        if loop is None or news is None or loop.is_closed():
            return
        loop.call_soon_threadsafe(news.set)
