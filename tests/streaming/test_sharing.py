"""Sessions over one set of engines. Threads are real; what they wait for is held by events."""

import asyncio
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from configs.errors import ConfigError, EngineError
from configs.schema import Config, RecognizeConfig
from streaming.engines import Engines
from streaming.events import Event, Failed, Warned
from streaming.metrics import Metrics
from streaming.session import Session
from streaming.sharing import SharedEngines, SharedRecognizer
from streaming.transcript import Transcript
from streaming.translation import Translation
from tests.fakes import (
    FakeDetector,
    FakeRecognizer,
    FakeSource,
    FakeSynthesizer,
    FakeTranslator,
    sentences,
    talk,
)
from translators.recognize import Hypothesis, Window

CONFIG = Config(recognize=RecognizeConfig(language="en"))
PATIENT_S = 5.0


def window(start_s: float = 0.0) -> Window:
    return Window(np.zeros(1600, np.float32), start_s, "en")


class HeldRecognizer(FakeRecognizer):
    """Takes batches, and answers when it is told to. Windows that begin at 13 s break it."""

    def __init__(self, *, max_batch: int = 1, parallel: int = 1, held: bool = True) -> None:
        super().__init__()
        self.traits = replace(self.traits, max_batch=max_batch, parallel=parallel)
        self.batches: list[list[float]] = []
        self.go_on = threading.Semaphore(0 if held else 1_000)
        self.at_work = 0
        self.most_at_work = 0
        self._lock = threading.Lock()

    def recognize(self, window: Window) -> Hypothesis:
        return self.recognize_batch([window])[0]

    def recognize_batch(self, windows: Sequence[Window]) -> list[Hypothesis]:
        with self._lock:
            self.batches.append([window.start_s for window in windows])
            self.at_work += 1
            self.most_at_work = max(self.most_at_work, self.at_work)
        assert self.go_on.acquire(timeout=PATIENT_S)
        with self._lock:
            self.at_work -= 1
        if any(window.start_s == 13.0 for window in windows):
            raise EngineError("unlucky")
        return [Hypothesis((), "en", window.start_s) for window in windows]


async def settle(shared: SharedRecognizer, waiting: int) -> None:
    """Until so many wait for the engine: each turn of the loop is one step of every task."""
    for _ in range(20):
        await asyncio.sleep(0)
    assert shared.waiting == waiting


def heard(answer) -> float:
    return answer[0].language_probability


async def test_one_session_is_answered_at_once_and_told_what_it_took():
    metrics = Metrics()
    recognizer = HeldRecognizer(held=False)
    with closing(SharedRecognizer(recognizer, time.monotonic)) as shared:
        hypothesis, cost_s = await shared.join(metrics).recognize(window(3.0), is_final=False)
    assert hypothesis.language_probability == 3.0
    assert 0.0 <= cost_s < PATIENT_S
    assert metrics.summary()["recognize"].count == 1


async def test_what_waits_goes_together_when_the_engine_is_free():
    recognizer = HeldRecognizer(max_batch=3)
    with closing(SharedRecognizer(recognizer, time.monotonic)) as shared:
        asked = [
            asyncio.create_task(shared.join(Metrics()).recognize(window(float(n)), is_final=n == 4))
            for n in range(6)
        ]
        await settle(shared, 5)
        recognizer.go_on.release(3)
        answers = await asyncio.gather(*asked)
    assert recognizer.batches == [[0.0], [4.0, 1.0, 2.0], [3.0, 5.0]]
    assert [heard(answer) for answer in answers] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


async def test_time_spent_waiting_counts():
    now = [100.0]
    recognizer = HeldRecognizer()
    with closing(SharedRecognizer(recognizer, lambda: now[0])) as shared:
        one, two = (shared.join(Metrics()) for _ in range(2))
        first = asyncio.create_task(one.recognize(window(), is_final=False))
        await settle(shared, 0)
        second = asyncio.create_task(two.recognize(window(), is_final=False))
        newest = asyncio.create_task(
            shared.join(Metrics()).recognize_newest(window, is_final=False)
        )
        await settle(shared, 2)
        now[0] += 7.0
        recognizer.go_on.release()
        assert (await first)[1] == 7.0
        now[0] += 1.0
        recognizer.go_on.release()
        assert (await second)[1] == 8.0
        recognizer.go_on.release()
        answered = await newest
        assert answered is not None
        assert answered[1] <= 1.0, "a window that was chosen late is not old"


async def test_the_newest_window_is_heard_or_none():
    recognizer = HeldRecognizer()
    current: list[Window | None] = [window(1.0)]
    with closing(SharedRecognizer(recognizer, time.monotonic)) as shared:
        busy = asyncio.create_task(shared.join(Metrics()).recognize(window(), is_final=False))
        ears = [shared.join(Metrics()) for _ in range(2)]
        await settle(shared, 0)
        newest = asyncio.create_task(ears[0].recognize_newest(lambda: current[0], is_final=False))
        nothing = asyncio.create_task(ears[1].recognize_newest(lambda: None, is_final=False))
        await settle(shared, 2)
        current[0] = window(2.0)
        recognizer.go_on.release(2)
        answer = await newest
        assert answer is not None
        assert heard(answer) == 2.0
        assert await nothing is None
        await busy
    assert recognizer.batches == [[0.0], [2.0]]


async def test_a_final_overtakes():
    recognizer = HeldRecognizer()
    with closing(SharedRecognizer(recognizer, time.monotonic)) as shared:
        busy = asyncio.create_task(shared.join(Metrics()).recognize(window(), is_final=False))
        await settle(shared, 0)
        partial, hurried = (shared.join(Metrics()) for _ in range(2))
        one = asyncio.create_task(partial.recognize(window(1.0), is_final=False))
        two = asyncio.create_task(hurried.recognize(window(2.0), is_final=False))
        await settle(shared, 2)
        hurried.hurry()
        recognizer.go_on.release(3)
        await asyncio.gather(busy, one, two)
    assert recognizer.batches == [[0.0], [2.0], [1.0]]


async def test_cancelled_work_leaves_the_queue():
    recognizer = HeldRecognizer()
    with closing(SharedRecognizer(recognizer, time.monotonic)) as shared:
        busy = asyncio.create_task(shared.join(Metrics()).recognize(window(), is_final=False))
        await settle(shared, 0)
        gone = asyncio.create_task(shared.join(Metrics()).recognize(window(1.0), is_final=False))
        kept = asyncio.create_task(shared.join(Metrics()).recognize(window(2.0), is_final=False))
        await settle(shared, 2)
        gone.cancel()
        await settle(shared, 1)
        busy.cancel()  # what is being heard goes on, and its answer is nobody's
        recognizer.go_on.release(2)
        assert heard(await kept) == 2.0
        with pytest.raises(asyncio.CancelledError):
            await gone
    assert recognizer.batches == [[0.0], [2.0]]


async def test_an_error_is_the_affair_of_its_own_window():
    recognizer = HeldRecognizer(max_batch=4)
    with closing(SharedRecognizer(recognizer, time.monotonic)) as shared:
        asked = [
            asyncio.create_task(shared.join(Metrics()).recognize(window(float(n)), is_final=False))
            for n in (0, 12, 13, 14)
        ]
        await settle(shared, 3)
        recognizer.go_on.release(9)
        answers = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(answers[2], EngineError)
    assert [heard(answers[n]) for n in (0, 1, 3)] == [0.0, 12.0, 14.0]
    assert recognizer.batches == [[0.0], [12.0, 13.0, 14.0], [12.0], [13.0], [14.0]]


async def test_a_choice_that_fails_is_the_affair_of_its_session():
    recognizer = HeldRecognizer(held=False)

    def choose() -> Window:
        raise ZeroDivisionError

    with closing(SharedRecognizer(recognizer, time.monotonic)) as shared:
        ear = shared.join(Metrics())
        with pytest.raises(ZeroDivisionError):
            await ear.recognize_newest(choose, is_final=False)
        assert heard(await ear.recognize(window(1.0), is_final=False)) == 1.0


async def test_as_many_passes_run_as_the_engine_takes():
    recognizer = HeldRecognizer(parallel=2)
    with closing(SharedRecognizer(recognizer, time.monotonic)) as shared:
        asked = [
            asyncio.create_task(shared.join(Metrics()).recognize(window(float(n)), is_final=False))
            for n in range(5)
        ]
        await settle(shared, 3)
        recognizer.go_on.release(5)
        await asyncio.gather(*asked)
    assert recognizer.most_at_work == 2


# Whole sessions


def share(recognizer: FakeRecognizer, **others) -> SharedEngines:
    engines = Engines(recognizer, FakeDetector(), **others)
    return SharedEngines(engines, FakeDetector, now_s=time.monotonic)


def session(shared: SharedEngines, name: str, seconds: float, *, is_live=False, play=None):
    source = FakeSource(talk(seconds))
    return Session(
        CONFIG,
        source,
        shared.engines(),
        name=name,
        now_s=time.monotonic,
        is_live=is_live,
        play=play,
    )


async def collect(running: Session) -> list[Event]:
    return [event async for event in running.events()]


def finals(events: list[Event], kind=Transcript) -> list[str]:
    return [
        event.value.stable
        for event in events
        if isinstance(event.value, kind) and event.value.is_final
    ]


@pytest.mark.parametrize("is_live", [False, True])
async def test_many_sessions_hear_what_each_would_alone(is_live):
    recognizer = FakeRecognizer()
    before = threading.active_count()
    with closing(share(recognizer)) as shared:
        sessions = [session(shared, f"s{n}", 4.0 * (1 + n % 3), is_live=is_live) for n in range(8)]
        done = await asyncio.gather(*map(collect, sessions))
    for n, events in enumerate(done):
        assert finals(events) == sentences(4.0 * (1 + n % 3))
        assert {event.session for event in events} == {f"s{n}"}
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert recognizer.closed == 0
    assert threading.active_count() == before


async def test_translators_and_voices_are_shared_too_one_call_at_a_time():
    busy, most = threading.Semaphore(1), []

    class OneAtATime(FakeTranslator):
        def translate(self, request):
            most.append(busy.acquire(blocking=False))
            time.sleep(0)
            answer = super().translate(request)
            busy.release()
            return answer

    async def play(audio) -> None:
        pass

    translator, voice = OneAtATime(), FakeSynthesizer()
    with closing(
        share(FakeRecognizer(), translators={"es": translator}, synthesizer=voice)
    ) as shared:
        done = await asyncio.gather(
            *(collect(session(shared, f"s{n}", 8.0, play=play)) for n in range(4))
        )
    wanted = [" ".join(f"es:{word}" for word in one.split()) for one in sentences(8.0)]
    assert [finals(events, Translation) for events in done] == [wanted] * 4
    assert all(most)
    assert len(voice.requests) == 8


async def test_a_session_that_leaves_harms_nobody():
    recognizer = FakeRecognizer()
    with closing(share(recognizer)) as shared:
        leaving = session(shared, "leaving", 400.0).events()
        staying = asyncio.create_task(collect(session(shared, "staying", 12.0)))
        async for event in leaving:
            if isinstance(event.value, Transcript):
                break
        await leaving.aclose()
        assert finals(await staying) == sentences(12.0)
        assert finals(await collect(session(shared, "late", 4.0))) == sentences(4.0)
        assert shared.waiting == 0


async def test_an_engine_that_fails_fails_the_session_that_asked():
    recognizer = FakeRecognizer()
    recognizer.errors = [EngineError("broken"), EngineError("broken")]
    with closing(share(recognizer)) as shared:
        first = await collect(session(shared, "first", 8.0))
        second = await collect(session(shared, "second", 8.0))
    assert [event.value for event in first if isinstance(event.value, Failed)] == [Failed("broken")]
    assert sum(isinstance(event.value, Warned) for event in first) == 1
    assert finals(second) == sentences(8.0)


def test_an_engine_that_remembers_one_stream_is_not_shared():
    recognizer = FakeRecognizer()
    recognizer.traits = replace(recognizer.traits, shareable=False)
    with pytest.raises(ConfigError, match="several sessions"):
        share(recognizer)
