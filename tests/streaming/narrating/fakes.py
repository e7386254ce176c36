"""Pictures, engines and a clock for narrations that need no camera and no waiting."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Callable, Iterable

import numpy as np

from audio_io.chunk import Samples
from audio_io.source_event import SourceEvent
from captions.announcing.announcement import Announcement
from configs.errors import EngineError
from translators.coco import NAMES
from translators.describe import (
    Answer,
    Box,
    Description,
    DetectorTraits,
    PictureTraits,
    ReadText,
)
from video_io.frame import VideoFrame

STEP_S = 0.2
LETTER_S = 0.05
TEXTURE = (
    np.random.default_rng(1).integers(0, 255, (96, 128, 3), np.uint8).repeat(4, 0).repeat(4, 1)
)


class VirtualClock:
    """Time that jumps to the next sleeper once nobody has anything left to do.

    It stands still while threads work, so that a busy machine changes nothing.
    """

    def __init__(self) -> None:
        self.time_s = 100.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._serial = itertools.count()

    def now_s(self) -> float:
        return self.time_s

    async def sleep_s(self, duration_s: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.time_s + duration_s, next(self._serial), woken))
        await woken

    async def run(self) -> None:
        """Let time pass until cancelled."""
        working = self._watch_threads()
        while True:
            await asyncio.sleep(0)
            for _ in range(20):  # whoever was woken gets as far as it can
                await asyncio.sleep(0)
            if working:
                await asyncio.wait(working)
                continue
            while self._sleepers and self._sleepers[0][2].done():
                heapq.heappop(self._sleepers)
            if working:
                continue
            if self._sleepers:
                at_s, _, woken = heapq.heappop(self._sleepers)
                self.time_s = max(self.time_s, at_s)
                woken.set_result(None)

    @staticmethod
    def _watch_threads() -> set["asyncio.Future[object]"]:
        """The calls that threads of this loop are at, kept up to date."""
        loop = asyncio.get_running_loop()
        working: set[asyncio.Future[object]] = set()
        run = loop.run_in_executor

        def watched(executor, call, *args):
            future = asyncio.ensure_future(run(executor, call, *args))
            working.add(future)
            future.add_done_callback(working.discard)
            return future

        loop.run_in_executor = watched  # type: ignore[method-assign]
        return working


class FakeFilm:
    """Frames of one texture at a steady pace, in real time where a clock is given.

    A corner of the picture changes all the time, unless it is still.
    """

    def __init__(
        self,
        duration_s: float,
        *,
        step_s: float = STEP_S,
        clock: VirtualClock | None = None,
        events: Iterable[SourceEvent] = (),
        is_still: bool = False,
    ) -> None:
        self.name = "fake film"
        self.closed = 0
        self._count = max(1, round(duration_s / step_s))
        self._step_s = step_s
        self._clock = clock
        self._events = list(events)
        self._is_still = is_still
        self._stopped = False

    async def __aiter__(self) -> AsyncIterator[VideoFrame | SourceEvent]:
        for event in self._events:
            yield event
        for number in range(self._count):
            if self._stopped:
                return
            picture = TEXTURE.copy()
            if not self._is_still:
                picture[:64, :64] = np.roll(picture[:64, 64:128], 4 * number, axis=0)
            yield VideoFrame(picture, number * self._step_s)
            if self._clock is not None:
                await self._clock.sleep_s(self._step_s)

    def stop(self) -> None:
        self._stopped = True

    async def aclose(self) -> None:
        self.closed += 1


Script = Callable[[float], Iterable[Box]]


class FakeEye:
    """A detector that knows what there is at each time."""

    def __init__(self, script: Script) -> None:
        self.traits = DetectorTraits("fake eye", frozenset(NAMES), 0.65)
        self.looked: list[float] = []
        self.failures = 0
        self._script = script

    def detect(self, frame: VideoFrame) -> tuple[Box, ...]:
        self.looked.append(frame.captured_s)
        if self.failures:
            self.failures -= 1
            raise EngineError("the fake eye is shut")
        return tuple(self._script(frame.captured_s))

    def close(self) -> None:
        """Nothing is open."""


class FakeScholar:
    """Reads, describes and answers."""

    def __init__(self) -> None:
        self.traits = PictureTraits("fake scholar", frozenset({"en"}))
        self.questions: list[str] = []
        self.failures = 0

    def read(self, frame: VideoFrame) -> tuple[ReadText, ...]:
        return (
            ReadText("South Tyne", 0.9, left=0.1, top=0.1, right=0.5, bottom=0.2),
            ReadText("96", 0.8, left=0.6, top=0.1, right=0.7, bottom=0.2),
            ReadText("x~", 0.1, left=0.6, top=0.5, right=0.7, bottom=0.6),
        )

    def describe(
        self, frame: VideoFrame, *, language: str = "en", detailed: bool = False
    ) -> Description:
        return Description("A bus waits at a stop.", "en", 0.9)

    def answer(self, frame: VideoFrame, question: str, *, language: str = "en") -> Answer:
        self.questions.append(question)
        if self.failures:
            self.failures -= 1
            raise EngineError("the fake scholar sleeps")
        return Answer("Red.", "en", 0.9)

    def close(self) -> None:
        """Nothing is open."""


class FakeLoudspeaker:
    """A sink that takes as long as a loudspeaker."""

    def __init__(self, sample_rate_hz: int, clock: VirtualClock) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.heard: list[tuple[float, float]] = []
        """From when until when each piece is heard; what is cleared ends there."""
        self._clock = clock

    @property
    def queued_s(self) -> float:
        return max(0.0, self.heard[-1][1] - self._clock.now_s()) if self.heard else 0.0

    async def write(self, samples: Samples) -> None:
        begin_s = self._clock.now_s() + self.queued_s
        self.heard.append((begin_s, begin_s + len(samples) / self.sample_rate_hz))

    def clear(self) -> None:
        now_s = self._clock.now_s()
        self.heard = [(begin, min(end, now_s)) for begin, end in self.heard if begin < now_s]

    async def close(self) -> None:
        """Nothing is open."""


class FakeSpeaker:
    """An announcer that takes as long as a voice."""

    name = "fake speaker"

    def __init__(self, clock: VirtualClock) -> None:
        self.said: list[Announcement] = []
        self.hushed = 0
        self._clock = clock

    async def say(self, announcement: Announcement) -> None:
        self.said.append(announcement)
        await self._clock.sleep_s(LETTER_S * len(announcement.text))

    async def hush(self) -> None:
        self.hushed += 1

    async def close(self) -> None:
        """Nothing is open."""
