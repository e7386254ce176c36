import asyncio
from contextlib import asynccontextmanager

import numpy as np
import pytest

from configs.errors import EngineError
from streaming.metrics import Metrics
from streaming.narrating.asking import Asking, NarrationEngines
from streaming.narrating.narrator import Narrator
from streaming.narrating.performer import Performer, Recording
from streaming.narrating.seeing import Seeing
from streaming.narrating.voice import Speech
from streaming.narrating.watching import (
    LINGER_S,
    MOST_FAILURES,
    MOST_LINGER_S,
    STEP_S,
    Watching,
)
from streaming.narrating.wording.words import words_for
from streaming.stage import StreamClock
from streaming.workers import Workers
from tests.fakes import FakeSynthesizer
from tests.streaming.narrating.boxes import box
from tests.streaming.narrating.fakes import TEXTURE, FakeEye, VirtualClock
from video_io.frame import VideoFrame
from video_io.gate import ChangeGate

CHAIRS = [box("chair", x, 0.7, 0.2, 0.4) for x in (0.2, 0.8)]


class Place:
    """Pictures that can be shown as fast as they can be looked at, and what came of them."""

    def __init__(self, eye, tasks, letter_s):
        now_s = VirtualClock().now_s
        self.metrics = Metrics()
        self.clock = StreamClock(now_s, is_live=False)
        self.workers = Workers(self.metrics, now_s, {})
        self.told, self.views = [], 0
        narrator = Narrator(words_for("en"))
        asking = Asking(NarrationEngines(eye), "en", self.workers.of)
        speech = Speech(FakeSynthesizer(letter_s=letter_s), self.workers.of("speak"))
        way = Recording(speech)
        self.performer = Performer(narrator, asking, self.clock, self.tell, way, tasks)
        seeing = Seeing(ChangeGate(), eye, self.workers.of("glance"), self.workers.of("detect"))
        self.watching = Watching(
            seeing, narrator, self.performer, self.clock, self.metrics, self.tell, self.count
        )

    async def tell(self, value):
        self.told.append(value)

    async def count(self):
        self.views += 1


@asynccontextmanager
async def watching(eye, letter_s=0.05):
    async with asyncio.TaskGroup() as tasks:
        place = Place(eye, tasks, letter_s)
        performing = tasks.create_task(place.performer.run())
        try:
            yield place
        finally:
            performing.cancel()
            place.workers.close()


def frame(number):
    """A corner is another one in each picture."""
    picture = TEXTURE.copy()
    picture[:64, :64] = np.roll(picture[:64, 64:128], 4 * number, axis=0)
    return VideoFrame(picture, number * STEP_S)


async def test_what_is_in_each_picture_is_told():
    async with watching(FakeEye(lambda at_s: CHAIRS)) as place:
        for number in range(30):
            await place.watching.see(frame(number))
        assert place.views == 30
        assert place.clock.media_s == pytest.approx(29 * STEP_S)
        assert place.performer.in_view == {"chair": 2}
        assert place.performer.newest.captured_s == place.clock.media_s
        assert place.metrics.summary()["seen"].count == 30
        assert not place.watching.is_still
        assert any("chair" in value.text for value in place.told)


async def test_a_detector_that_fails_is_forgiven_until_it_fails_for_good():
    eye = FakeEye(lambda at_s: CHAIRS)
    async with watching(eye) as place:
        for number in range(2):
            eye.failures = MOST_FAILURES
            for again in range(MOST_FAILURES):
                await place.watching.see(frame(10 * number + again))
            assert place.views == number, "and nothing is told of what was not seen"
            await place.watching.see(frame(10 * number + MOST_FAILURES))
        assert sum("could not be looked at" in str(value) for value in place.told) == 10
        place.told.clear()
        eye.failures = MOST_FAILURES + 1
        for number in range(30, 30 + MOST_FAILURES):
            await place.watching.see(frame(number))
        with pytest.raises(EngineError, match="shut"):
            await place.watching.see(frame(40))


async def test_a_still_picture_is_looked_at_until_it_is_told():
    async with watching(FakeEye(lambda at_s: CHAIRS)) as place:
        await place.watching.see(frame(0))
        assert place.watching.is_still
        while not place.watching.is_told:
            await place.watching.look_again()
        assert LINGER_S <= place.clock.media_s < MOST_LINGER_S
        assert not place.performer.is_busy
        assert [value.text for value in place.told if value.state == "finished"] == [
            "Not for navigation safety.",
            "Two chairs: at 11 and 1 o'clock, near.",
        ]


async def test_a_still_picture_of_which_there_is_too_much_to_say_is_left_in_the_end():
    async with watching(FakeEye(lambda at_s: CHAIRS), letter_s=2.0) as place:
        await place.watching.see(frame(0))
        while not place.watching.is_told:
            await place.watching.look_again()
        assert place.clock.media_s == pytest.approx(MOST_LINGER_S)
