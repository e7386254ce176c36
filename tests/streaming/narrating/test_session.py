import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from audio_io.source_event import SourceEvent
from streaming.events import Event, Failed, SceneDescription, SessionEnded, Stats, Warned
from streaming.narrating.asking import NarrationEngines
from streaming.narrating.commands import Command, Order
from streaming.narrating.performer import Live, Recording
from streaming.narrating.session import NarrationSession
from streaming.narrating.settings import NarratorSettings
from tests.fakes import FakeTranslator
from tests.streaming.narrating.boxes import box
from tests.streaming.narrating.fakes import (
    FakeEye,
    FakeFilm,
    FakeScholar,
    FakeSpeaker,
    VirtualClock,
)
from translators.translate import Pair

CHAIR = box("chair", 0.85, 0.7, 0.2, 0.4)
PERSON = box("person", 0.5, 0.55, 0.2, 0.7)


def enters(at_s: float, until_s: float = 1e9):
    return lambda now_s: [CHAIR, PERSON] if at_s <= now_s < until_s else [CHAIR]


def car_comes(at_s: float):
    """A car that would be here three seconds after `at_s`."""

    def script(now_s: float):
        left_s = at_s + 3.0 - now_s
        if not 0.5 <= left_s <= 3.0:
            return [CHAIR]
        return [CHAIR, box("car", 0.5, 0.5, 0.3 / left_s, 0.25 / left_s)]

    return script


class Run:
    """A session that is run to its end, with its events."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events

    @property
    def scenes(self) -> list[SceneDescription]:
        return [each.value for each in self.events if isinstance(each.value, SceneDescription)]

    def of(self, state: str) -> list[SceneDescription]:
        return [scene for scene in self.scenes if scene.state == state]

    def all(self, kind: type) -> list:
        return [each.value for each in self.events if isinstance(each.value, kind)]


async def record(script, duration_s: float = 20.0, **how) -> Run:
    """As fast as it can be."""
    engines = how.pop("engines", None) or NarrationEngines(FakeEye(script))
    film = how.pop("film", None) or FakeFilm(duration_s)
    session = NarrationSession(film, engines, Recording(), name="one", clock=VirtualClock(), **how)
    return Run([event async for event in session.events()])


async def live(
    script,
    duration_s: float = 12.0,
    *,
    meanwhile: dict[float, Callable[[NarrationSession], object]] | None = None,
    engines: NarrationEngines | None = None,
    ears: Callable[[VirtualClock], object] | None = None,
    hears_itself: bool = True,
    film: FakeFilm | None = None,
    **how,
) -> tuple[Run, FakeSpeaker]:
    """In virtual time; `meanwhile` is done at its times."""
    clock = VirtualClock()
    speaker = FakeSpeaker(clock)
    session = NarrationSession(
        film or FakeFilm(duration_s, clock=clock),
        engines or NarrationEngines(FakeEye(script)),
        Live(speaker, hears_itself=hears_itself),
        name="one",
        clock=clock,
        ears=None if ears is None else ears(clock),
        **how,
    )

    async def act() -> None:
        began_s = clock.now_s()
        for at_s, what in sorted((meanwhile or {}).items()):
            await clock.sleep_s(at_s - (clock.now_s() - began_s))
            what(session)

    passing, acting = asyncio.create_task(clock.run()), asyncio.create_task(act())
    try:
        return Run([event async for event in session.events()]), speaker
    finally:
        passing.cancel()
        acting.cancel()


async def test_a_recording_is_told_from_its_first_frame_to_its_end():
    run = await record(enters(10.0))
    texts = [scene.text for scene in run.of("started")]
    assert texts == [
        "Not for navigation safety.",
        "A chair at 1 o'clock, near.",
        "A person at 12 o'clock, near.",
    ]
    assert run.events[0].type == "session.started"
    assert run.events[-1].value == SessionEnded("end of input", pytest.approx(19.8))
    assert [event.seq for event in run.events] == list(range(1, len(run.events) + 1))
    entered = run.of("started")[-1]
    assert 10.3 <= entered.at_s <= 11.0
    assert entered.in_view == {"chair": 1, "person": 1}
    assert len(run.of("finished")) == 3


async def test_utterances_of_a_recording_never_overlap():
    run = await record(enters(2.0, 9.0))
    now_s, speaking = 0.0, None
    for scene in run.scenes:
        assert scene.at_s >= now_s - 1e-6
        now_s = scene.at_s
        if scene.state == "started":
            assert speaking is None
            speaking = scene.number
        else:
            assert speaking == scene.number
            speaking = None


async def test_one_picture_is_described_once():
    run = await record(lambda at_s: [PERSON], film=FakeFilm(0.2))
    assert [scene.text for scene in run.of("finished")] == [
        "Not for navigation safety.",
        "A person at 12 o'clock, near.",
    ]


async def test_every_event_survives_json():
    run = await record(enters(5.0), 10.0)
    for event in run.events:
        again = Event.from_json(event.to_json())
        assert (again.seq, again.type) == (event.seq, event.type)


async def test_live_a_hazard_cuts_speech_within_300_ms_of_its_frame():
    run, speaker = await live(
        car_comes(6.0), meanwhile={7.0: lambda session: session.order(Command(Order.MORE))}
    )
    hazards = [scene for scene in run.of("started") if scene.priority == "hazard"]
    assert len(hazards) == 1
    hazard = hazards[0]
    assert hazard.text == "Car coming, 12 o'clock."
    assert hazard.at_s - hazard.captured_s <= 0.3
    cut = run.of("cut")
    assert cut[-1].why == "something more urgent"
    assert cut[-1].at_s <= hazard.at_s
    assert cut[-1].priority == "answer"
    assert speaker.hushed == len(cut)
    assert [each.text for each in speaker.said] == [each.text for each in run.of("started")]


async def test_live_orders_are_answered_and_stop_is_silence():
    run, _ = await live(
        enters(0.0),
        meanwhile={
            8.0: lambda session: session.order(Command(Order.AHEAD)),
            8.2: lambda session: session.order(Command(Order.STOP)),
        },
    )
    assert run.of("started")[-1].text == "A person at 12 o'clock, near."
    assert run.of("cut")[-1].why == "stopped"


async def test_a_question_asked_aloud_is_answered_by_the_engine():
    scholar = FakeScholar()
    engines = NarrationEngines(FakeEye(enters(0.0)), answerer=scholar)
    heard: list[bool] = []
    run, _ = await live(
        enters(0.0),
        engines=engines,
        meanwhile={
            7.0: lambda session: heard.append(session.heard("What colour is the coat?")),
            9.0: lambda session: heard.append(session.heard("I like it here.")),
        },
    )
    assert heard == [True, False]
    assert scholar.questions == ["What colour is the coat?"]
    assert run.of("started")[-1].text == "Red."
    assert run.of("started")[-1].priority == "answer"


async def test_an_engine_that_fails_is_a_warning_and_an_honest_answer():
    scholar = FakeScholar()
    scholar.failures = 1
    engines = NarrationEngines(FakeEye(enters(0.0)), answerer=scholar)
    run, _ = await live(
        enters(0.0),
        engines=engines,
        meanwhile={7.0: lambda session: session.heard("What colour is the coat?")},
    )
    assert run.of("started")[-1].text == "I cannot tell."
    assert "the fake scholar sleeps" in run.all(Warned)[0].message


async def test_read_it_reads_the_text():
    engines = NarrationEngines(FakeEye(enters(0.0)), reader=FakeScholar())
    run, _ = await live(
        enters(0.0), engines=engines, meanwhile={7.0: lambda session: session.heard("Read it.")}
    )
    assert run.of("started")[-1].text == "It reads: South Tyne, 96"


async def test_a_description_follows_the_first_phrase():
    engines = NarrationEngines(FakeEye(enters(0.0)), describer=FakeScholar())
    run, _ = await live(enters(0.0), engines=engines)
    assert [scene.reason for scene in run.of("started")] == ["notice", "scene", "description"]


async def test_other_languages_are_translated():
    engines = NarrationEngines(FakeEye(enters(0.0)), translator=FakeTranslator(Pair("en", "pt")))
    run = await record(enters(0.0), engines=engines, language="pt")
    assert run.of("started")[0].text == "pt:Not pt:for pt:navigation pt:safety."
    assert {scene.language for scene in run.scenes} == {"pt"}


async def test_a_question_is_put_to_the_engine_in_a_language_it_knows():
    scholar = FakeScholar()
    engines = NarrationEngines(
        FakeEye(enters(0.0)),
        answerer=scholar,
        translator=FakeTranslator(Pair("es", "en"), Pair("en", "es")),
    )
    run, _ = await live(
        enters(0.0),
        engines=engines,
        language="es",
        meanwhile={7.0: lambda session: session.heard("¿Qué color?")},
    )
    assert scholar.questions == ["en:¿Qué en:color?"]
    assert run.of("started")[-1].text == "es:Red."


async def test_its_own_voice_is_no_reason_to_be_silent():
    run, _ = await live(
        enters(0.0),
        meanwhile={
            0.5: lambda session: session.hear(True),
            1.0: lambda session: session.hear(False),
        },
    )
    assert not run.of("cut")


async def test_somebody_elses_voice_is():
    run, _ = await live(
        enters(5.0), meanwhile={4.5: lambda session: session.hear(True)}, duration_s=9.0
    )
    assert "entered" not in {scene.reason for scene in run.scenes}


async def test_news_of_the_camera_are_warnings():
    film = FakeFilm(2.0, events=[SourceEvent("damaged", "some of it is damaged", 0.0, 0.0)])
    run = await record(enters(0.0), film=film)
    assert [warning.message for warning in run.all(Warned)] == ["some of it is damaged"]
    assert film.closed == 1


async def test_a_detector_that_fails_now_and_then_is_forgiven_and_one_that_is_broken_is_not():
    eye = FakeEye(enters(0.0))
    eye.failures = 2
    run = await record(enters(0.0), engines=NarrationEngines(eye))
    assert len(run.all(Warned)) == 2
    assert run.of("finished")
    eye = FakeEye(enters(0.0))
    eye.failures = 1000
    run = await record(enters(0.0), engines=NarrationEngines(eye))
    assert "the fake eye is shut" in run.all(Failed)[0].message
    assert run.all(SessionEnded)[0].reason == "failed"


async def test_stop_ends_it():
    run, _ = await live(enters(0.0), 60.0, meanwhile={5.0: lambda session: session.stop()})
    assert run.all(SessionEnded)[0].reason == "stopped"
    assert run.all(SessionEnded)[0].duration_s < 6.0


async def test_an_unchanged_picture_costs_only_glances():
    eye = FakeEye(lambda at_s: [PERSON])
    film = FakeFilm(10.0, is_still=True)
    run = await record(None, film=film, engines=NarrationEngines(eye))
    assert len(eye.looked) <= 4
    assert len(run.of("finished")) == 2


async def test_stats_tell_what_each_stage_took():
    run, _ = await live(enters(0.0), 25.0)
    stats = run.all(Stats)
    assert len(stats) == 3
    assert {"glance", "detect", "seen"} <= set(stats[-1].latency)


async def test_abandoning_it_ends_everything():
    clock = VirtualClock()
    film = FakeFilm(60.0, clock=clock)
    session = NarrationSession(
        film,
        NarrationEngines(FakeEye(enters(0.0))),
        Live(FakeSpeaker(clock)),
        name="one",
        clock=clock,
        settings=NarratorSettings(verbosity=1),
    )
    passing = asyncio.create_task(clock.run())
    events = session.events()
    async for event in events:
        if event.type == "scene":
            break
    await events.aclose()
    passing.cancel()
    assert film.closed == 1


async def test_two_narrations_share_the_threads_of_their_engines():
    with ThreadPoolExecutor(1) as eye, ThreadPoolExecutor(1) as glance:
        threads = {"detect": eye, "glance": glance}
        seen: set[str] = set()

        def script(now_s: float):
            seen.add(threading.current_thread().name)
            return enters(2.0)(now_s)

        runs = await asyncio.gather(*(record(script, 5.0, threads=threads) for _ in range(2)))
        assert len(seen) == 1
        assert [run.of("started")[-1].reason for run in runs] == ["entered", "entered"]
        assert eye.submit(int).result() == 0, "they are not theirs to end"


async def test_what_was_said_a_moment_ago_is_not_said_first():
    settings = NarratorSettings(begins_with_notice=False)
    run = await record(enters(30.0), 5.0, settings=settings)
    assert [scene.reason for scene in run.of("started")] == ["scene"]
