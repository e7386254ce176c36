import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from streaming.session import Engines
from tests.fakes import FakeDetector, FakeSource, script, sentences, talk
from tests.streaming.test_session import collect, finals, session
from translators.recognize import (
    Hypothesis,
    Recognizer,
    RecognizerTraits,
    StreamingRecognizer,
    Window,
)
from translators.streamed import StreamedRecognizer


class FakeStream:
    """Counts the samples it is fed and says the words they hold; it keeps all but the last."""

    def __init__(self, start_s: float, words) -> None:
        self._start_s = start_s
        self._until_s = start_s
        self._words = words

    def feed(self, samples: Samples) -> Hypothesis | None:
        self._until_s += len(samples) / SAMPLE_RATE_HZ
        return self.finish()

    def finish(self) -> Hypothesis:
        heard = tuple(
            w for w in self._words if self._start_s <= (w.start_s + w.end_s) / 2 < self._until_s
        )
        return Hypothesis(heard, "en", settled=max(0, len(heard) - 1))


class FakeStreamingRecognizer:
    """An engine with a state of its own."""

    def __init__(self, words) -> None:
        self.traits = RecognizerTraits("fake stream", frozenset({"en"}))
        self.opened: list[float] = []
        self.closed = 0
        self._words = words

    def open(self, window: Window) -> FakeStream:
        self.opened.append(window.start_s)
        return FakeStream(window.start_s, self._words)

    def close(self) -> None:
        self.closed += 1


def test_it_keeps_both_protocols():
    engine = FakeStreamingRecognizer(script(4.0))
    assert isinstance(engine, StreamingRecognizer)
    assert isinstance(StreamedRecognizer(engine), Recognizer)


def test_a_growing_window_is_fed_once():
    words = script(4.0)
    engine = FakeStreamingRecognizer(words)
    recognizer = StreamedRecognizer(engine)
    sound = np.zeros(4 * SAMPLE_RATE_HZ, np.float32)
    for seconds in (1, 2, 3, 4):
        window = Window(sound[: seconds * SAMPLE_RATE_HZ], 0.0)
        hypothesis = recognizer.recognize(window)
    assert hypothesis.words == words
    assert engine.opened == [0.0]


def test_words_of_the_prefix_are_left_out():
    words = script(4.0)
    recognizer = StreamedRecognizer(FakeStreamingRecognizer(words))
    sound = np.zeros(4 * SAMPLE_RATE_HZ, np.float32)
    hypothesis = recognizer.recognize(Window(sound, 0.0, prefix=words[:2]))
    assert hypothesis.words == words[2:]
    assert hypothesis.settled == len(words) - 3


def test_later_speech_is_a_new_stream():
    engine = FakeStreamingRecognizer(script(40.0))
    recognizer = StreamedRecognizer(engine)
    sound = np.zeros(SAMPLE_RATE_HZ, np.float32)
    recognizer.recognize(Window(sound, 0.0))
    recognizer.recognize(Window(sound, 8.0))
    assert engine.opened == [0.0, 8.0]


def test_closing_frees_the_engine():
    engine = FakeStreamingRecognizer(())
    StreamedRecognizer(engine).close()
    assert engine.closed == 1


async def test_the_pipeline_runs_on_it():
    recognizer = StreamedRecognizer(FakeStreamingRecognizer(script(12.0)))
    given = Engines(recognizer=recognizer, detector=FakeDetector())
    for is_live in (True, False):
        events = await collect(session(FakeSource(talk(12.0)), given, is_live=is_live))
        assert [final.stable for final in finals(events)] == sentences(12.0)
