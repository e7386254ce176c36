import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from captions.announcing.announcement import Announcement, Priority
from configs.errors import DragomanError, EngineError
from server.camera.page_announcer import PageAnnouncer
from tests.streaming.narrating.fakes import FakeSpeaker, VirtualClock

NEWS = Announcement("A person at 12 o'clock, near.", Priority.NEW, "en")
SHOWN = (NEWS.text, "en", "new")


class Page:
    """An announcer, and all that went to its page."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.shown: list[tuple[str, ...]] = []
        self.lost: list[DragomanError] = []
        self.announcer = PageAnnouncer(
            lambda *line: self.shown.append(line), self.clock, self.lost.append
        )

    @contextlib.asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.clock.run())
        yield
        running.cancel()


class BrokenSpeaker(FakeSpeaker):
    async def say(self, announcement: Announcement) -> None:
        raise EngineError("no breath")


async def test_the_page_gets_it_once_and_time_to_read_it() -> None:
    page = Page()
    async with page.passing():
        began_s = page.clock.now_s()
        await page.announcer.say(NEWS)
    assert page.shown == [SHOWN]
    assert page.clock.now_s() - began_s == pytest.approx(0.06 * len(NEWS.text))


async def test_a_voice_takes_the_place_of_the_page() -> None:
    page = Page()
    speaker = FakeSpeaker(page.clock)
    page.announcer.use(speaker)
    async with page.passing():
        await page.announcer.say(NEWS)
        page.announcer.use(None)
        await page.announcer.say(NEWS)
    assert speaker.said == [NEWS]
    assert page.shown == [SHOWN]


async def test_silence_comes_at_once() -> None:
    page = Page()
    saying = asyncio.create_task(page.announcer.say(NEWS))
    await asyncio.sleep(0)
    await page.announcer.hush()
    await asyncio.wait_for(saying, 1)
    assert page.clock.now_s() == 100.0, "nobody waited"


async def test_what_a_voice_cannot_say_the_page_gets() -> None:
    page = Page()
    page.announcer.use(BrokenSpeaker(page.clock))
    async with page.passing():
        await page.announcer.say(NEWS)
        await page.announcer.say(NEWS)
    assert [str(error) for error in page.lost] == ["no breath"]
    assert page.shown == [SHOWN, SHOWN]
    assert not page.announcer.is_aloud
