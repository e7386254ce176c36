from tests.video_io.made import number_of, numbered
from video_io.frame import VideoFrame
from video_io.pushed import PushedSource


async def test_the_newest_at_the_rate_asked_for_on_a_clock_from_zero() -> None:
    source = PushedSource("phone", fps=5)
    taken = []
    for number in range(30):
        if source.wants(1000.0 + number / 30):
            source.push(numbered(number))
            taken.append(number)
            item = await anext(source)
            assert isinstance(item, VideoFrame)
            assert number_of(item) == number
            assert abs(item.captured_s - number / 30) < 1e-6
    assert 5 <= len(taken) <= 6
    source.stop()
    assert [item async for item in source] == []


async def test_what_nobody_took_is_replaced() -> None:
    source = PushedSource("phone", fps=100)
    for number in range(5):
        if source.wants(number):
            source.push(numbered(number))
    source.stop()
    (only,) = [item async for item in source]
    assert number_of(only) == 4
    await source.aclose()
