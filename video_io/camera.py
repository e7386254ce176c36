"""A camera as a source: read in a thread of its own, looked for again when it goes away."""

import asyncio
import threading
from collections.abc import Callable

from audio_io.clock import Clock
from audio_io.source_event import SourceEvent
from configs.errors import CameraError
from video_io.capture import Capture
from video_io.frame import VideoFrame
from video_io.grid import FrameGrid
from video_io.newest import NewestFrames

__all__ = ["CameraSource"]


class CameraSource:
    """Hands out the newest picture of a camera; older ones that nobody took are gone.

    A camera that cannot be opened at first raises `CameraError`; one that goes away later is
    told as `lost`, tried again every `reconnect_s`, and told as `restored`. So is one that sends
    nothing for `stalled_s`.
    """

    def __init__(
        self,
        name: str,
        open_camera: Callable[[], Capture],
        *,
        fps: float,
        reconnect_s: float,
        clock: Clock,
        stalled_s: float = 5.0,
    ) -> None:
        self.name = name
        self._open_camera = open_camera
        self._grid = FrameGrid(fps)
        self._reconnect_s = reconnect_s
        self._clock = clock
        self._stalled_s = stalled_s
        self._box = NewestFrames()
        self._stopped = threading.Event()
        self._first_s: float | None = None
        self._last_s = 0.0
        self._is_lost = False
        # A daemon: a driver that hangs in a read must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name=f"camera {name}", daemon=True)

    def __aiter__(self) -> "CameraSource":
        return self

    async def __anext__(self) -> VideoFrame | SourceEvent:
        if not self._thread.is_alive() and not self._thread.ident:
            self._thread.start()
        while True:
            try:
                item = await asyncio.wait_for(self._box.take(), self._stalled_s)
            except TimeoutError:
                self._lose("no picture comes from it")
                continue
            if item is None:
                raise StopAsyncIteration
            return item

    @property
    def replaced(self) -> int:
        """Pictures that a newer one took the place of."""
        return self._box.replaced

    def stop(self) -> None:
        """Take in no more; the iteration ends."""
        self._stopped.set()
        self._box.finish()

    async def aclose(self) -> None:
        """The iteration is over; the device is let go of after the picture it is reading."""
        self.stop()
        self._box.clear()

    def _run(self) -> None:
        try:
            self._watch()
        except Exception as error:  # told where somebody hears it: in the iteration
            self._box.fail(error)
        self._box.finish()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            try:
                self._read()
            except CameraError as error:
                if self._first_s is None:
                    raise
                self._lose(error.problem)
                self._stopped.wait(self._reconnect_s)

    def _read(self) -> None:
        capture = self._open_camera()
        try:
            for rgb in capture.pictures():
                if self._stopped.is_set():
                    return
                at_s = self._tick()
                if self._is_lost:
                    self._find(at_s)
                if self._grid.takes(at_s):
                    self._last_s = at_s
                    self._box.put(VideoFrame(rgb, at_s))
        finally:
            capture.close()

    def _tick(self) -> float:
        now_s = self._clock.now_s()
        self._first_s = now_s if self._first_s is None else self._first_s
        return now_s - self._first_s

    def _lose(self, problem: str) -> None:
        if self._is_lost:
            return  # said already: attempts that fail are no news
        self._is_lost = True
        message = f"{self.name}: {problem}; trying again every {self._reconnect_s:g} s"
        self._box.tell(SourceEvent("lost", message, self._last_s, self._last_s))

    def _find(self, at_s: float) -> None:
        self._is_lost = False
        message = f"{self.name}: it is back; {at_s - self._last_s:.1f} s were not seen"
        self._box.tell(SourceEvent("restored", message, self._last_s, at_s))
