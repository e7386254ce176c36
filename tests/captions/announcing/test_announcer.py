"""What every announcer must do, and what several do together."""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest

from captions.announcing.announcement import Announcement, Priority
from captions.announcing.announcer import Announcer, Announcers
from captions.announcing.braille import open_braille
from captions.announcing.nvda import open_nvda
from captions.announcing.plain import PlainText
from captions.announcing.speech_dispatcher import open_speech_dispatcher
from configs.errors import OutputError
from tests.captions.announcing.daemons import speech_dispatcher
from tests.captions.announcing.test_braille import FakeDisplay
from tests.captions.announcing.test_nvda import FakeClient

NEW = Announcement("A person.", Priority.NEW, "en")
HAZARD = Announcement("Car coming.", Priority.HAZARD, "en")


@asynccontextmanager
async def plain(tmp_path):
    said: list[str] = []
    yield PlainText(said.append), lambda: said


@asynccontextmanager
async def braille(tmp_path):
    display = FakeDisplay(cells=40)
    yield await open_braille(reach=lambda host, auth: display), lambda: display.shown


@asynccontextmanager
async def nvda(tmp_path):
    client = FakeClient(polls=2)
    made = await open_nvda(load=lambda dll: client)
    yield made, lambda: [call[1] for call in client.calls if call[0] == "speakText"]


@asynccontextmanager
async def dispatcher(tmp_path):
    with speech_dispatcher(tmp_path, seconds=0.2) as path:
        heard = tmp_path / "heard"
        made = await open_speech_dispatcher(str(path))
        yield made, lambda: heard.read_text().splitlines() if heard.exists() else []


@pytest.mark.parametrize("kind", [plain, braille, nvda, dispatcher])
async def test_every_announcer_says_all_in_order_and_stops_when_told(kind, tmp_path):
    async with kind(tmp_path) as (announcer, said):
        assert isinstance(announcer, Announcer)
        assert announcer.name
        await announcer.hush()
        for each in (NEW, HAZARD, NEW):
            await announcer.say(each)
        assert said() == [NEW.text, HAZARD.text, NEW.text]
        saying = asyncio.create_task(announcer.say(NEW))
        began_s = time.monotonic()
        await announcer.hush()
        await asyncio.wait_for(saying, 1.0)
        assert time.monotonic() - began_s < 0.5
        await announcer.close()


class Failing:
    name = "broken"

    def __init__(self) -> None:
        self.closed = 0

    async def say(self, announcement: Announcement) -> None:
        raise OutputError("broken", "it is broken")

    async def hush(self) -> None:
        """Silent anyway."""

    async def close(self) -> None:
        self.closed += 1


async def test_together_they_say_the_same_and_one_that_fails_is_left_out():
    said: list[str] = []
    display, failing, problems = FakeDisplay(cells=40), Failing(), []
    text = PlainText(said.append)
    hand = await open_braille(reach=lambda host, auth: display)
    together = Announcers([text, failing, hand], problems.append)
    await together.say(NEW)
    await together.say(HAZARD)
    assert said == display.shown == [NEW.text, HAZARD.text]
    assert len(problems) == failing.closed == 1
    assert "broken says nothing any more" in problems[0]
    await together.hush()
    await together.close()


async def test_when_all_have_failed_it_is_an_error():
    together = Announcers([Failing()], lambda line: None)
    with pytest.raises(OutputError, match="nothing is left"):
        await together.say(NEW)
