import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import current_thread

import numpy as np
import pytest
from av import VideoFrame as AvFrame

from server.camera import pump as pumping
from server.camera.pump import MOST_WIDTH, pump
from server.media.pictures import FramesOfTrack
from tests.server.media.peers import until
from video_io.frame import VideoFrame
from video_io.pushed import PushedSource


@pytest.fixture
def convert() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1, thread_name_prefix="colours") as thread:
        yield thread


class Bench:
    """A track that a test fills, and the source at the other end."""

    def __init__(self, convert: ThreadPoolExecutor) -> None:
        self.now_s = 10.0
        self.pictures = FramesOfTrack(now_s=lambda: self.now_s)
        self.source = PushedSource("camera", fps=5.0)
        self.missing = self.taken = 0
        self.task = asyncio.create_task(
            pump(
                self.pictures,
                self.source,
                convert,
                on_missing=self._miss,
                on_picture=self._take,
            )
        )

    def _miss(self) -> None:
        self.missing += 1

    def _take(self) -> None:
        self.taken += 1

    async def show(self, width: int = 64, height: int = 48, *, after_s: float = 0.1) -> AvFrame:
        self.now_s += after_s
        frame = AvFrame.from_ndarray(np.full((height, width, 3), 90, np.uint8), format="rgb24")
        await self.pictures.queue.put(frame.reformat(format="yuv420p"))
        for _ in range(5):
            await asyncio.sleep(0.002)
        return frame


async def test_five_pictures_a_second_are_taken_of_ten(convert: ThreadPoolExecutor) -> None:
    bench = Bench(convert)
    await asyncio.sleep(0)
    for _ in range(20):
        await bench.show()
    await until(lambda: bench.taken >= 10, 5)
    assert bench.taken == 10
    frame = await anext(bench.source)
    assert isinstance(frame, VideoFrame)
    assert frame.rgb.shape == (48, 64, 3)
    assert abs(frame.captured_s - 1.8) < 0.25, "the newest; the first one counts as 0"
    bench.pictures.end()
    await asyncio.wait_for(bench.task, 1)
    with pytest.raises(StopAsyncIteration):
        await anext(bench.source)
    assert not bench.pictures.gate.is_watched


async def test_large_pictures_become_smaller_and_not_in_the_event_loop(
    convert: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(convert)
    await asyncio.sleep(0)
    threads: list[str] = []
    reformat = pumping.FramesOfTrack.next

    async def next_picture(self: FramesOfTrack) -> object:
        picture = await reformat(self)

        class Spied:
            captured_s = picture.captured_s

            @staticmethod
            def rgb(width: int) -> object:
                threads.append(current_thread().name)
                return picture.rgb(width)

        return Spied

    monkeypatch.setattr(pumping.FramesOfTrack, "next", next_picture)
    await bench.show(1280, 720)
    await bench.show(1280, 720, after_s=0.2)
    await until(lambda: bench.taken == 2, 5)
    frame = await anext(bench.source)
    assert isinstance(frame, VideoFrame)
    assert frame.width == MOST_WIDTH
    assert threads
    assert all(name.startswith("colours") for name in threads)
    bench.task.cancel()


async def test_a_camera_that_gives_nothing_is_told_once(
    convert: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pumping, "MISSING_S", 0.01)
    bench = Bench(convert)
    await until(lambda: bench.missing > 0, 5)
    bench.task.cancel()
    await asyncio.gather(bench.task, return_exceptions=True)
    assert bench.missing == 1
    assert not bench.pictures.gate.is_watched


async def test_nothing_is_kept_when_nobody_looks_any_more(convert: ThreadPoolExecutor) -> None:
    bench = Bench(convert)
    await asyncio.sleep(0)
    await bench.show()
    await until(lambda: bench.taken == 1, 5)
    assert bench.pictures.newest is not None
    bench.task.cancel()
    await asyncio.gather(bench.task, return_exceptions=True)
    await bench.source.aclose()
    assert bench.pictures.newest is None
    with pytest.raises(StopAsyncIteration):
        await anext(bench.source)
