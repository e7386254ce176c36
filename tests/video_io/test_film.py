import asyncio
from pathlib import Path

import pytest

from audio_io.clock import SystemClock
from audio_io.source_event import SourceEvent
from configs.errors import BadVideo
from tests.video_io.made import number_of, numbered, write_film
from video_io.film import FilmSource
from video_io.frame import VideoFrame
from video_io.source import open_film


class Hand:
    """A clock that sleeping turns."""

    def __init__(self) -> None:
        self.at_s = 100.0

    def now_s(self) -> float:
        return self.at_s

    async def sleep_s(self, duration_s: float) -> None:
        self.at_s += duration_s


def film(tmp_path: Path, frames: int = 20) -> str:
    return str(write_film(tmp_path / "film.mkv", map(numbered, range(frames))))


def cut_off(tmp_path: Path) -> str:
    whole = Path(film(tmp_path)).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(whole[: len(whole) * 2 // 3])
    return str(tmp_path / "cut.mkv")


async def seen(source: FilmSource) -> list[VideoFrame]:
    found = [item async for item in source]
    await source.aclose()
    assert all(isinstance(item, VideoFrame) for item in found)
    return found


async def test_every_frame_in_order_with_its_time(tmp_path: Path) -> None:
    found = await seen(FilmSource(film(tmp_path), fps=30, pace="fast", clock=SystemClock()))
    assert [number_of(frame) for frame in found] == list(range(20))
    assert [frame.captured_s for frame in found] == pytest.approx([n / 10 for n in range(20)])
    assert found[0].rgb.shape == (48, 64, 3)


async def test_fewer_frames_when_fewer_are_asked_for(tmp_path: Path) -> None:
    found = await seen(FilmSource(film(tmp_path), fps=5, pace="fast", clock=SystemClock()))
    assert [number_of(frame) for frame in found] == list(range(0, 20, 2))


async def test_in_real_time_each_comes_when_it_is_due(tmp_path: Path) -> None:
    clock = Hand()
    source = FilmSource(film(tmp_path), fps=10, pace="realtime", clock=clock)
    times = [(item.captured_s, clock.at_s - 100.0) async for item in source]
    await source.aclose()
    assert len(times) == 20
    assert all(at_s == pytest.approx(media_s) for media_s, at_s in times)


async def test_in_real_time_a_slow_consumer_sees_what_is_now(tmp_path: Path) -> None:
    clock = Hand()
    source = FilmSource(film(tmp_path), fps=10, pace="realtime", clock=clock)
    lags = []
    async for item in source:
        lags.append(clock.at_s - 100.0 - item.captured_s)
        clock.at_s += 0.35  # it works
    await source.aclose()
    assert 5 <= len(lags) <= 8
    assert max(lags) <= 0.11
    assert source.passed_over == 20 - len(lags)


async def test_slow_decoding_still_shows_a_frame_for_each_second(tmp_path: Path) -> None:
    clock = Hand()
    source = FilmSource(film(tmp_path, 40), fps=10, pace="realtime", clock=clock)
    await anext(source)
    clock.at_s += 1000.0
    found = [item.captured_s async for item in source]
    await source.aclose()
    assert found == pytest.approx([1.1, 2.2, 3.3], abs=0.11)


async def test_stopped_it_ends_at_once(tmp_path: Path) -> None:
    source = FilmSource(film(tmp_path), fps=10, pace="realtime", clock=SystemClock())
    await anext(source)
    asyncio.get_running_loop().call_soon(source.stop)
    assert len([item async for item in source]) <= 1
    await source.aclose()
    await source.aclose()


def test_what_is_no_film_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadVideo, match="there is no such file"):
        open_film(str(tmp_path / "none.mp4"), fps=5, pace="fast")
    (tmp_path / "text.mp4").write_text("no film")
    with pytest.raises(BadVideo, match="no film that can be read"):
        open_film(str(tmp_path / "text.mp4"), fps=5, pace="fast")


async def test_a_film_that_breaks_off_gives_what_there_is(tmp_path: Path) -> None:
    source = open_film(cut_off(tmp_path), fps=30, pace="fast")
    found = [item async for item in source]
    await source.aclose()
    frames = [item for item in found if isinstance(item, VideoFrame)]
    assert 5 <= len(frames) < 20
    assert all(item.kind == "damaged" for item in found if isinstance(item, SourceEvent))
