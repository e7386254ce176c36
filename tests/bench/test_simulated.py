import pytest

from audio_io.vad import create_detector
from bench.noise import NOISES
from bench.simulated import simulate, voice
from configs.load import load_config
from configs.schema import Config, RecognizeConfig
from streaming.transcript import Transcript
from tests.fakes import FakeDetector, FakeRecognizer, sentences, talk
from translators.backends.faster_whisper import FasterWhisper

CONFIG = Config(recognize=RecognizeConfig(language="en"))


def finals(events):
    return [e.value for e in events if isinstance(e.value, Transcript) and e.value.is_final]


def test_a_talk_on_a_simulated_clock_is_heard_whole():
    samples = talk(12.0)
    done = simulate(samples, voice(samples, FakeDetector()), FakeRecognizer(), CONFIG)
    assert [final.stable for final in finals(done.events)] == sentences(12.0)
    assert done.events[-1].type == "session.ended"
    assert done.passes > 3
    assert done.recognized_s > 8.0


@pytest.mark.parametrize("cost_s", [0.01, 0.3, 3.0])
def test_what_a_pass_costs_is_when_its_words_appear(cost_s):
    samples = talk(12.0)
    voiced = voice(samples, FakeDetector())
    done = simulate(samples, voiced, FakeRecognizer(), CONFIG, cost=lambda *_: cost_s)
    texts = [event for event in done.events if isinstance(event.value, Transcript)]
    assert all(event.elapsed_s >= cost_s for event in texts)
    assert [final.stable for final in finals(done.events)] == sentences(12.0)
    times_s = [event.elapsed_s for event in done.events]
    assert times_s == sorted(times_s)


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize("name", NOISES)
def test_ten_minutes_without_speech_bring_forth_no_word(store, name):
    recognizer = FasterWhisper(store.ensure("whisper-tiny.en"), threads=1, device="cpu")
    samples = NOISES[name](600.0, 1)
    config = load_config("light", overrides=["recognize.language=en"]).config
    done = simulate(samples, voice(samples, create_detector("silero")), recognizer, config)
    recognizer.close()
    assert [final.text for final in finals(done.events) if final.text] == []
