import asyncio
import dataclasses
import threading
import time
from itertools import pairwise

import numpy as np
import pytest

from audio_io.source_event import SourceEvent
from configs.errors import EngineError, ModelAbsent
from configs.schema import Config, RecognizeConfig, SpeakConfig
from streaming.events import Event, Failed, SessionEnded, SessionStarted, SpeechAudio, Stats, Warned
from streaming.listener import Gap, SpeechStarted, SpeechStopped
from streaming.session import Engines, Session
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
from translators.router import TranslatorRouter
from translators.translate import Pair

CONFIG = Config(recognize=RecognizeConfig(language="en"))


def engines(**others) -> Engines:
    defaults = {"recognizer": FakeRecognizer(), "detector": FakeDetector()}
    return Engines(**{**defaults, **others})


def session(source, given: Engines, *, is_live=False, config=CONFIG, play=None) -> Session:
    return Session(
        config, source, given, name="t", now_s=time.monotonic, is_live=is_live, play=play
    )


async def collect(running: Session) -> list[Event]:
    return [event async for event in running.events()]


def values(events: list[Event], kind) -> list:
    return [event.value for event in events if isinstance(event.value, kind)]


def finals(events: list[Event], kind=Transcript) -> list:
    return [value for value in values(events, kind) if value.is_final]


async def test_a_talk_becomes_ordered_events():
    source = FakeSource(talk(12.0))
    events = await collect(session(source, engines()))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert isinstance(events[0].value, SessionStarted)
    assert isinstance(events[-1].value, SessionEnded)
    assert events[-1].value.reason == "end of input"
    assert events[-1].value.duration_s == pytest.approx(12.0, abs=0.05)
    assert [final.stable for final in finals(events)] == sentences(12.0)
    assert len(values(events, SpeechStarted)) == len(values(events, SpeechStopped)) == 3
    assert source.closed == 1


async def test_as_fast_as_possible_there_are_only_finals():
    events = await collect(session(FakeSource(talk(8.0)), engines()))
    assert all(value.is_final for value in values(events, Transcript))


async def test_live_there_are_partials_that_only_grow():
    events = await collect(session(FakeSource(talk(4.0)), engines(), is_live=True))
    texts = values(events, Transcript)
    assert texts[-1].stable == sentences(4.0)[0]
    for earlier, later in pairwise(texts):
        assert later.stable.startswith(earlier.stable)


async def test_each_target_language_is_translated_and_the_first_is_spoken():
    translator, voice = FakeTranslator(), FakeSynthesizer()
    played = []

    async def play(audio):
        played.append(audio.chunk)

    given = engines(translators={"es": translator, "pt": translator}, synthesizer=voice)
    events = await collect(session(FakeSource(talk(8.0)), given, play=play))
    for target in ("es", "pt"):
        texts = [final.stable for final in finals(events, Translation) if final.target == target]
        assert texts == [
            " ".join(f"{target}:{word}" for word in sentence.split()) for sentence in sentences(8.0)
        ]
    states = [(value.clause, value.state) for value in values(events, SpeechAudio)]
    for clause in (1, 2):
        own = [state for number, state in states if number == clause]
        assert own == ["queued", "started", "finished"]
    assert {request.language for request in voice.requests} == {"es"}
    for earlier, later in pairwise(played):
        assert later.start_s >= earlier.end_s - 1e-6


async def test_live_speech_that_is_too_late_is_left_to_the_captions_and_said_to_be():
    voice, played = FakeSynthesizer(letter_s=0.5), []

    async def play(audio):
        played.append(audio.chunk)

    given = engines(translators={"es": FakeTranslator()}, synthesizer=voice)
    late = Config(recognize=CONFIG.recognize, speak=SpeakConfig(most_behind_s=1.0))
    running = session(FakeSource(talk(12.0)), given, is_live=True, config=late, play=play)
    events = await collect(running)
    states = [(value.clause, value.state) for value in values(events, SpeechAudio)]
    assert [clause for clause, state in states if state == "finished"] == [1]
    assert [clause for clause, state in states if state == "skipped"] == [2, 3]
    assert len(voice.requests) == 1
    assert len(finals(events, Translation)) == 3


async def test_from_a_file_everything_is_spoken_however_long_it_takes():
    async def play(audio):
        pass

    given = engines(translators={"es": FakeTranslator()}, synthesizer=FakeSynthesizer(letter_s=0.5))
    late = Config(recognize=CONFIG.recognize, speak=SpeakConfig(most_behind_s=1.0))
    events = await collect(session(FakeSource(talk(12.0)), given, config=late, play=play))
    states = [value.state for value in values(events, SpeechAudio)]
    assert states.count("finished") == 3
    assert "skipped" not in states


async def test_the_target_language_itself_is_not_translated():
    translator = FakeTranslator()
    events = await collect(session(FakeSource(talk(4.0)), engines(translators={"en": translator})))
    assert [final.stable for final in finals(events, Translation)] == sentences(4.0)
    assert translator.requests == []


async def test_a_recognizer_that_fails_once_is_asked_again():
    recognizer = FakeRecognizer()
    recognizer.errors = [EngineError("hiccup")]
    events = await collect(session(FakeSource(talk(8.0)), engines(recognizer=recognizer)))
    assert "hiccup" in values(events, Warned)[0].message
    assert [final.stable for final in finals(events)] == sentences(8.0)


async def test_a_recognizer_that_keeps_failing_ends_the_session_and_says_so():
    recognizer = FakeRecognizer()
    recognizer.errors = [EngineError("broken")] * 9
    events = await collect(session(FakeSource(talk(8.0)), engines(recognizer=recognizer)))
    assert values(events, Failed) == [Failed("broken")]
    assert events[-1].value.reason == "failed"


async def test_a_translator_that_fails_leaves_the_captions_alone():
    translator = FakeTranslator()
    translator.failures = 2
    given = engines(translators={"es": translator})
    events = await collect(session(FakeSource(talk(12.0)), given))
    assert len(values(events, Failed)) == 1
    assert [final.stable for final in finals(events)] == sentences(12.0)
    translated = finals(events, Translation)
    assert [bool(final.stable) for final in translated] == [False, False, True]
    assert events[-1].value.reason == "end of input"


async def test_a_translator_that_cannot_get_its_model_leaves_the_captions_alone():
    class Modelless(FakeTranslator):
        def translate(self, request):
            raise ModelAbsent("firefox-en-es")

    given = engines(translators={"es": Modelless()})
    events = await collect(session(FakeSource(talk(8.0)), given))
    (failed,) = values(events, Failed)
    assert "dragoman models pull firefox-en-es" in failed.message
    assert [final.stable for final in finals(events)] == sentences(8.0)
    assert events[-1].value.reason == "end of input"


async def test_what_happened_on_the_way_to_a_translation_is_a_warning_once():
    one, two = FakeTranslator(Pair("en", "fr")), FakeTranslator(Pair("fr", "es"))
    direct = FakeTranslator(Pair("en", "es"))
    direct.failures = 1
    router = TranslatorRouter([direct, one, two])
    events = await collect(session(FakeSource(talk(12.0)), engines(translators={"es": router})))
    assert [(value.code, value.message) for value in values(events, Warned)] == [
        ("pivot", "English is translated into Spanish by way of French"),
        ("engine_replaced", "translation en-es by fake tongue failed: the fake tongue is tied"),
    ]
    assert len(finals(events, Translation)) == 3


async def test_a_pivot_for_a_language_that_was_found_out_is_told_once():
    router = TranslatorRouter([FakeTranslator(Pair("en", "fr"), Pair("fr", "es"))])
    found_out = Config(recognize=RecognizeConfig(language="auto"))
    given = engines(translators={"es": router})
    events = await collect(session(FakeSource(talk(12.0)), given, config=found_out))
    (warned,) = values(events, Warned)
    assert warned.code == "pivot"
    first = next(event for event in events if isinstance(event.value, Translation))
    told = next(event for event in events if isinstance(event.value, Warned))
    assert told.seq - first.seq <= 2, "with the first translation"


async def test_a_voice_that_fails_is_reported_once():
    voice = FakeSynthesizer()
    voice.failures = 2

    async def play(audio):
        pass

    given = engines(translators={"es": FakeTranslator()}, synthesizer=voice)
    events = await collect(session(FakeSource(talk(12.0)), given, play=play))
    assert len(values(events, Failed)) == 1
    assert [value.state for value in values(events, SpeechAudio)].count("finished") == 1


async def test_stopping_keeps_what_was_heard():
    source = FakeSource(talk(40.0))
    running = session(source, engines())
    events = []
    async for event in running.events():
        events.append(event)
        if isinstance(event.value, SpeechStarted) and event.value.segment_id == 2:
            running.stop()
    assert events[-1].value.reason == "stopped"
    heard = [final.segment_id for final in finals(events)]
    assert heard == [started.segment_id for started in values(events, SpeechStarted)]
    assert finals(events)[0].stable == sentences(4.0)[0]


async def test_an_abandoned_session_frees_its_threads_and_its_source():
    source = FakeSource(talk(40.0))
    before = threading.active_count()
    events = session(source, engines()).events()
    async for event in events:
        if isinstance(event.value, Transcript):
            break
    await events.aclose()
    assert source.closed == 1
    assert threading.active_count() == before
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def test_lost_sound_is_a_gap_and_news_is_a_warning():
    detector = FakeDetector()
    news = {
        40: SourceEvent("lost", "the microphone is gone", 1.28, 1.28),
        80: SourceEvent("restored", "it is back", 1.28, 2.56),
    }
    given = engines(detector=detector)
    events = await collect(session(FakeSource(talk(4.0), news), given))
    assert values(events, Warned) == [Warned("the microphone is gone")]
    assert values(events, Gap) == [Gap(1.28, 2.56, "it is back")]
    assert detector.resets == 1


async def test_silence_is_not_even_looked_at():
    detector = FakeDetector()
    detector.probability = lambda samples: pytest.fail("asked about silence")
    recognizer = FakeRecognizer()
    given = engines(detector=detector, recognizer=recognizer)
    events = await collect(session(FakeSource(np.zeros(160_000, np.float32)), given))
    assert recognizer.windows == []
    assert values(events, Transcript) == []


async def test_the_recognizer_can_translate_from_the_sound():
    config = dataclasses.replace(CONFIG, recognize=RecognizeConfig(language="es"))
    recognizer = FakeRecognizer()
    given = engines(recognizer=recognizer, translates_speech=True)
    events = await collect(session(FakeSource(talk(8.0)), given, config=config))
    translated = finals(events, Translation)
    assert [final.stable for final in translated] == sentences(8.0)
    assert {(final.source, final.target) for final in translated} == {("es", "en")}
    assert [window.task for window in recognizer.windows].count("translate") == 2


async def test_stats_tell_latencies_and_memory():
    events = await collect(session(FakeSource(talk(12.0)), engines()))
    stats = values(events, Stats)
    assert len(stats) >= 3
    assert stats[-1].memory_mb > 1
    assert stats[-1].latency["recognize"]["count"] == 3


async def test_a_programming_error_is_not_swallowed():
    recognizer = FakeRecognizer()
    recognizer.errors = [ZeroDivisionError()] * 3
    with pytest.raises(ExceptionGroup):
        await collect(session(FakeSource(talk(4.0)), engines(recognizer=recognizer)))


async def test_a_language_can_come_and_go_while_people_speak():
    translator, voice, played = FakeTranslator(), FakeSynthesizer(), []

    async def play(spoken):
        played.append(spoken)

    running = session(FakeSource(talk(20.0)), engines())
    running.interpret("fr", translator)
    heard: list[Event] = []
    async for event in running.events():
        heard.append(event)
        said = len(finals(heard))
        if said == 1:
            running.interpret("es", translator, voice, play)
        if said == 3:
            running.stop_interpreting("es")
            running.stop_interpreting("de")
    translations = finals(heard, Translation)
    in_french = [each for each in translations if each.target == "fr"]
    in_spanish = [each.segment_id for each in translations if each.target == "es"]
    assert [each.segment_id for each in in_french] == [each.segment_id for each in finals(heard)]
    assert 1 <= len(in_spanish) < len(in_french)
    assert len(set(in_spanish)) == len(in_spanish)
    assert played
    assert {spoken.segment_id for spoken in played} <= set(in_spanish)


async def test_a_voice_that_is_hushed_leaves_the_captions():
    translator, played = FakeTranslator(), []

    async def play(spoken):
        played.append(spoken)

    running = session(FakeSource(talk(20.0)), engines())
    running.interpret("es", translator, FakeSynthesizer(), play)
    running.stop_interpreting("es", speech_only=True)
    running.interpret("es", translator)
    heard = await collect(running)
    assert len(finals(heard, Translation)) == len(finals(heard))
    assert not played


class Doubtful(FakeRecognizer):
    """After two sentences, takes each new one for Spanish at first, and hears Spanish."""

    def recognize(self, window):
        answer = super().recognize(window)
        if window.language is not None or window.start_s < 8.0:
            return dataclasses.replace(answer, language_probability=0.97)
        words = tuple(dataclasses.replace(word, text=" que") for word in answer.words)
        return dataclasses.replace(answer, words=words, language="es", language_probability=0.7)


@pytest.mark.parametrize("is_live", [True, False])
async def test_nothing_is_heard_in_a_language_that_is_not_believed(is_live):
    recognizer = Doubtful()
    config = Config(recognize=RecognizeConfig(language="auto"))
    given = engines(recognizer=recognizer)
    events = await collect(session(FakeSource(talk(16.0)), given, is_live=is_live, config=config))
    assert [final.stable for final in finals(events)] == sentences(16.0)
    assert {transcript.language for transcript in values(events, Transcript)} == {"en"}
    assert any(window.language is None and window.start_s > 8 for window in recognizer.windows)
