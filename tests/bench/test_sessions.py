import time
from contextlib import closing

import numpy as np
import pytest

from bench.delays import Spread
from bench.sessions import Sustained, TalkSource, measure, run_sessions, sustained
from bench.talk import Passage, Talk
from configs.schema import Config, RecognizeConfig
from streaming.engines import Engines
from streaming.events import Failed
from streaming.listener import Gap, SpeechStarted, SpeechStopped
from streaming.sharing import SharedEngines
from tests.bench.made import heard, session, talk
from tests.fakes import FakeDetector, FakeRecognizer, script, sentences
from tests.fakes import talk as fake_sound

SPOKEN = talk(Passage("p", "hello there now", 1.0, 2.0))


def test_delays_errors_and_what_was_shown_are_counted() -> None:
    good = session(
        (1.5, heard(1, "hello", start_s=1.0, end_s=1.4)),
        (2.3, heard(1, "hello there now", start_s=1.0, end_s=2.0, is_final=True)),
    )
    late = session(
        (6.0, heard(1, "hello there cow", start_s=1.0, end_s=2.0, is_final=True)),
        (7.0, Gap(3.0, 4.5, "the recognizer cannot keep up")),
        (8.0, Failed("broken")),
    )
    found = measure([SPOKEN, SPOKEN], [good, late], cpu_s=5.0)
    assert found.sessions == 2
    assert found.final is not None
    assert found.final.max_s == pytest.approx(4.0)
    assert found.final.p50_s == pytest.approx(2.15)
    assert found.partials_per_s == pytest.approx(1 / 20)
    assert found.error_rate == pytest.approx(1 / 6)
    assert (found.cpu_per_s, found.given_up_s, found.failures) == (0.25, 1.5, 1)
    assert not found.is_enough
    assert measure([SPOKEN], [good], cpu_s=1.0).is_enough


def test_where_speech_goes_on_nobody_waits_for_a_final() -> None:
    events = session(
        (1.0, SpeechStarted(1, 1.0)),
        (5.0, SpeechStopped(1, 1.5)),
        (5.0, heard(1, "hello", start_s=1.0, end_s=1.5, is_final=True)),
        (5.0, SpeechStarted(2, 1.5)),
        (2.5, SpeechStopped(2, 2.0)),
        (2.5, heard(2, "there now", start_s=1.5, end_s=2.0, is_final=True)),
    )
    found = measure([SPOKEN], [events], cpu_s=1.0)
    assert found.final is not None
    assert (found.final.count, found.final.max_s) == (1, pytest.approx(0.5))
    assert found.error_rate == 0.0


def made(count: int, p95_s: float) -> Sustained:
    return Sustained(count, Spread(9, 0.5, 0.5, p95_s, 3.0), 1.0, 0.0, 0.1, 0.0, 0)


def test_more_are_tried_until_the_finals_are_late() -> None:
    found = list(sustained(range(1, 9), lambda count: made(count, 0.5 * count)))
    assert [one.sessions for one in found] == [1, 2, 3, 4, 5]
    assert [one.is_enough for one in found] == [True, True, True, True, False]


async def test_sessions_hear_their_own_talks_in_real_time() -> None:
    recognizer = FakeRecognizer()
    passages = tuple(
        Passage(str(number), text, 4.0 * number + 0.5, 4.0 * number + 2.9)
        for number, text in enumerate(sentences(4.0))
    )
    spoken = Talk(fake_sound(4.0), "en", passages, ((0.5, 2.9),))
    config = Config(recognize=RecognizeConfig(language="en"))
    engines = Engines(recognizer, FakeDetector())
    began_s = time.monotonic()
    with closing(SharedEngines(engines, FakeDetector, now_s=time.monotonic)) as shared:
        events = await run_sessions(config, shared, [spoken, spoken])
    assert time.monotonic() - began_s >= 4.0
    found = measure([spoken, spoken], events, cpu_s=1.0)
    assert found.error_rate == 0.0
    assert found.final is not None
    assert found.final.count == 2
    assert len(script(4.0)) == len("".join(sentences(4.0)).split())


async def test_a_talk_that_is_stopped_hands_out_no_more() -> None:
    clock = iter(np.arange(0.0, 100.0, 10.0))
    source = TalkSource(SPOKEN, "t", lambda: float(next(clock)))
    count = 0
    async for _ in source:
        count += 1
        if count == 3:
            source.stop()
    assert count == 3
