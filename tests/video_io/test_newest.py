import asyncio
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.source_event import SourceEvent
from configs.errors import CameraError
from tests.video_io.made import frame, number_of, numbered
from video_io.frame import VideoFrame
from video_io.newest import NewestFrames

LOST = SourceEvent("lost", "gone", 0.0, 0.0)


async def everything(box: NewestFrames) -> list[VideoFrame | SourceEvent]:
    found = []
    while (item := await box.take()) is not None:
        found.append(item)
    return found


async def test_the_newest_takes_the_place_of_what_waits() -> None:
    box = NewestFrames()
    for number in range(5):
        box.put(frame(numbered(number)))
    box.finish()
    (only,) = await everything(box)
    assert isinstance(only, VideoFrame)
    assert number_of(only) == 4
    assert box.replaced == 4


@given(st.lists(st.sampled_from(["frame", "news"]), max_size=60))
def test_news_are_kept_in_their_order_and_frames_do_not_pile_up(kinds: list[str]) -> None:
    box = NewestFrames()
    for number, kind in enumerate(kinds):
        if kind == "frame":
            box.put(frame(numbered(0), number))
        else:
            box.tell(SourceEvent("lost", str(number), number, number))
    box.finish()
    found = asyncio.run(everything(box))
    times = [item.captured_s if isinstance(item, VideoFrame) else item.start_s for item in found]
    assert times == sorted(times)
    assert sum(isinstance(item, SourceEvent) for item in found) == kinds.count("news")
    assert sum(isinstance(item, VideoFrame) for item in found) <= kinds.count("news") + 1
    assert box.replaced == kinds.count("frame") - sum(isinstance(i, VideoFrame) for i in found)
    if kinds and kinds[-1] == "frame":
        assert times[-1] == len(kinds) - 1


async def test_it_waits_for_another_thread() -> None:
    box = NewestFrames()
    waiting = asyncio.ensure_future(box.take())
    await asyncio.sleep(0)
    thread = threading.Thread(target=box.put, args=(frame(numbered(7)),))
    thread.start()
    found = await asyncio.wait_for(waiting, 5)
    thread.join()
    assert isinstance(found, VideoFrame)
    assert number_of(found) == 7


async def test_a_failure_comes_after_what_was_there_and_once() -> None:
    box = NewestFrames()
    box.put(frame(numbered(1)))
    box.fail(CameraError("/dev/video0", "burns"))
    box.put(frame(numbered(2)))
    box.tell(LOST)
    assert isinstance(await box.take(), VideoFrame)
    with pytest.raises(CameraError, match="burns"):
        await box.take()
    assert await box.take() is None


async def test_a_cancelled_wait_loses_nothing() -> None:
    box = NewestFrames()
    waiting = asyncio.ensure_future(box.take())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait((waiting,))
    box.put(frame(numbered(3)))
    assert isinstance(await box.take(), VideoFrame)
