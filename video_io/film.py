"""A film from a file, decoded in a thread of its own, at the pace asked for.

As fast as it can be taken, every frame of the grid is handed out. In real time it is like a
camera: a frame whose successor is due too is passed over, so that a slow consumer sees what is
now, not what was. (At most a second is passed over at a time: decoding may be what is slow.)
"""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from audio_io.clock import Clock, sleep_unless
from audio_io.pace import Pace, Pacer
from audio_io.source_event import SourceEvent
from configs.errors import BadVideo
from video_io.decoding import MOST_PIXELS, said, upright
from video_io.frame import VideoFrame
from video_io.grid import FrameGrid

if TYPE_CHECKING:
    from av import VideoFrame as AvFrame
    from av.container import InputContainer

__all__ = ["FilmSource"]

_MOST_PASSED_S = 1.0


class FilmSource:
    """Hands out a file's frames. Raises `BadVideo` when it is made, for what is no film."""

    def __init__(self, path: str, *, fps: float, pace: Pace, clock: Clock) -> None:
        self.name = path
        self._container = _opened(path)
        self._frames = self._decoded()
        self._grid = FrameGrid(fps)
        self._fps = fps
        self._pace = pace
        self._clock = clock
        self._pacer: Pacer | None = None
        self._began_s = 0.0
        self._next: asyncio.Future[VideoFrame | SourceEvent | None] | None = None
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="film")
        self._stopped = asyncio.Event()
        self._closed = False
        self.passed_over = 0
        """Frames that were due, but whose successor was due too."""

    def __aiter__(self) -> "FilmSource":
        return self

    async def __anext__(self) -> VideoFrame | SourceEvent:
        if self._pacer is None:
            self._began_s = self._clock.now_s()
            self._pacer = Pacer(self._began_s)
        first_s: float | None = None
        while not self._stopped.is_set():
            item = await self._read()
            if item is None:
                break
            if isinstance(item, SourceEvent) or self._pace == "fast":
                return item
            first_s = item.captured_s if first_s is None else first_s
            if self._is_late(item) and item.captured_s - first_s < _MOST_PASSED_S:
                self.passed_over += 1
                continue
            delay_s = self._pacer.delay_s(item.captured_s, self._clock.now_s())
            await sleep_unless(self._stopped, self._clock, delay_s)
            return item
        raise StopAsyncIteration

    def stop(self) -> None:
        """Read no more."""
        self._stopped.set()

    async def aclose(self) -> None:
        """Close the file; the iteration is over."""
        if self._closed:
            return
        self._closed = True
        self.stop()
        await asyncio.get_running_loop().run_in_executor(self._executor, self._close)
        if self._next is not None:
            self._next.exception()  # nobody will ask for it any more
        self._executor.shutdown(wait=False)

    def _is_late(self, frame: VideoFrame) -> bool:
        return self._clock.now_s() - self._began_s >= frame.captured_s + 1 / self._fps

    async def _read(self) -> VideoFrame | SourceEvent | None:
        # Kept when the consumer is cancelled while it waits, so that the next call gets it.
        if self._next is None:
            loop = asyncio.get_running_loop()
            self._next = loop.run_in_executor(self._executor, next, self._frames, None)
        await asyncio.wait((self._next,))
        reading, self._next = self._next, None
        return reading.result()

    def _close(self) -> None:
        self._frames = iter(())
        self._container.close()

    def _decoded(self) -> Iterator[VideoFrame | SourceEvent]:
        first_s: float | None = None
        last_s = 0.0
        for frame in self._pictures():
            if isinstance(frame, SourceEvent):
                yield SourceEvent(frame.kind, frame.message, last_s, last_s)
                continue
            at_s = frame.time if frame.time is not None else last_s
            first_s = at_s if first_s is None else first_s
            last_s = max(last_s, at_s - first_s)
            if self._grid.takes(last_s):
                yield VideoFrame(upright(frame), last_s)
        if first_s is None:
            raise BadVideo(self.name, "there is no picture in it that can be decoded")

    def _pictures(self) -> "Iterator[AvFrame | SourceEvent]":
        import av

        damaged = False
        packets = self._container.demux(video=0)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:  # its end, or where an error ended it
                    return
                yield from packet.decode()
            except (av.error.FFmpegError, OSError, ValueError) as error:
                if not damaged:  # once is enough: damage tends to come in thousands
                    message = f"{self.name}: some of it cannot be decoded: {said(error)}"
                    yield SourceEvent("damaged", message, 0.0, 0.0)
                damaged = True


def _opened(path: str) -> "InputContainer":
    import av

    if not Path(path).is_file():
        raise BadVideo(path, "there is no such file")
    try:
        container = av.open(path)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise BadVideo(path, f"it is no film that can be read: {said(error)}") from error
    problem = ""
    if not container.streams.video:
        problem = "there is no picture in it, only sound"
    else:
        context = container.streams.video[0].codec_context
        if context.width * context.height > MOST_PIXELS:
            problem = f"{context.width} x {context.height} is too large"
    if problem:
        container.close()
        raise BadVideo(path, problem)
    return container
