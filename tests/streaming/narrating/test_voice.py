import asyncio

import numpy as np
import pytest

from captions.announcing.announcement import Announcement, Priority
from captions.announcing.announcer import Announcer
from streaming.metrics import Metrics
from streaming.narrating.earcons import earcon
from streaming.narrating.mouth import TimelineMouth
from streaming.narrating.voice import HAZARD_RATE, Speech, Voice
from streaming.stage import Worker
from tests.fakes import FakeSynthesizer
from tests.streaming.narrating.fakes import FakeLoudspeaker, VirtualClock

NEW = Announcement("A person ahead, near.", Priority.NEW, "en")
HAZARD = Announcement("Car coming, left.", Priority.HAZARD, "en")
LETTER_S = 0.05


@pytest.fixture
def made():
    """A voice's synthesizer, speech and clock."""
    clock, synthesizer = VirtualClock(), FakeSynthesizer(letter_s=LETTER_S)
    worker = Worker("speak", Metrics(), clock.now_s)
    yield clock, synthesizer, Speech(synthesizer, worker)
    worker.close()


async def test_it_is_said_when_the_last_sample_was_heard(made):
    clock, _synthesizer, speech = made
    passing = asyncio.create_task(clock.run())
    sink = FakeLoudspeaker(speech.sample_rate_hz, clock)
    voice = Voice(speech, sink, clock)
    assert isinstance(voice, Announcer)
    began_s = clock.now_s()
    await voice.say(NEW)
    length_s = sum(end_s - begin_s for begin_s, end_s in sink.heard)
    assert length_s == pytest.approx(LETTER_S * len(NEW.text) + 0.04, abs=0.01)
    assert clock.now_s() - began_s == pytest.approx(length_s, abs=0.1)
    passing.cancel()


async def test_hush_is_silence_within_a_block_and_the_next_one_is_heard(made):
    clock, _synthesizer, speech = made
    passing = asyncio.create_task(clock.run())
    sink = FakeLoudspeaker(speech.sample_rate_hz, clock)
    voice = Voice(speech, sink, clock)
    saying = asyncio.create_task(voice.say(NEW))
    await clock.sleep_s(0.4)
    hushed_s = clock.now_s()
    await voice.hush()
    await saying
    assert clock.now_s() - hushed_s <= 0.1
    await clock.sleep_s(0.5)
    assert sink.heard[-1][1] <= hushed_s + 0.05
    await voice.say(HAZARD)
    assert sink.heard[-1][0] >= hushed_s + 0.5
    passing.cancel()


async def test_what_was_made_is_made_once_and_hazards_are_spoken_faster(made):
    _, synthesizer, speech = made
    first = await speech.whole(NEW)
    again = await speech.whole(NEW)
    assert np.array_equal(first, again)
    await speech.whole(HAZARD)
    assert [request.rate for request in synthesizer.requests] == [1.0, HAZARD_RATE]


@pytest.mark.parametrize("priority", list(Priority))
def test_an_earcon_is_short_and_soft(priority):
    sound = earcon(priority, 24_000)
    assert len(sound) < 0.2 * 24_000
    assert not len(sound) or float(np.abs(sound).max()) <= 0.25
    assert sound.dtype == np.float32


def test_a_hazard_sounds_like_nothing_else():
    sounds = [earcon(priority, 8_000).tobytes() for priority in Priority]
    assert len(set(sounds)) == len(sounds)


async def test_on_a_time_line_only_what_was_heard_is_placed(made):
    _, _, speech = made
    placed: list[tuple[float, int]] = []
    mouth = TimelineMouth(speech, lambda start_s, samples: placed.append((start_s, len(samples))))
    await mouth.begin(1, NEW, 3.0)
    whole_s = mouth.end_s - 3.0
    assert mouth.end() == 1
    await mouth.begin(2, NEW, 10.0)
    await mouth.cut(10.5)
    rate_hz = speech.sample_rate_hz
    assert placed == [(3.0, round(whole_s * rate_hz)), (10.0, rate_hz // 2)]
    assert mouth.number is None
