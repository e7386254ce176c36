"""What every recognizer must do, whatever is behind it."""

from pathlib import Path

import av
import numpy as np
import pytest
from faster_whisper import decode_audio

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from configs.errors import ConfigError, EngineError, UnsupportedLanguage
from tests.fakes import FakeRecognizer, script
from tests.fakes import talk as fake_talk
from tests.translators.test_streamed import FakeStreamingRecognizer
from translators.backends import transformers_whisper
from translators.backends.faster_whisper import BACKEND, FasterWhisper
from translators.backends.transformers_whisper import TransformersWhisper
from translators.recognize import Recognizer, Window
from translators.registry import EngineContext
from translators.streamed import StreamedRecognizer

SPANISH_PROMPTS = Path("/usr/share/asterisk/sounds/es")
JFK = "ask not what your country can do for you"


@pytest.fixture(scope="module")
def whisper(store) -> FasterWhisper:
    engine = BACKEND.create({"model": "whisper-tiny.en"}, EngineContext(store))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def torch_whisper(store) -> TransformersWhisper:
    context = EngineContext(store, 1, "cpu")
    engine = transformers_whisper.BACKEND.create({"model": "whisper-tiny.en"}, context)
    yield engine
    engine.close()


@pytest.fixture
def speech(shared) -> Samples:
    return decode_audio(str(shared / "data" / "speech" / "jfk.flac"))


@pytest.fixture(
    params=[
        "fake",
        "streamed",
        pytest.param("whisper", marks=pytest.mark.models),
        pytest.param("torch_whisper", marks=[pytest.mark.models, pytest.mark.torch]),
    ]
)
def recognizer(request) -> Recognizer:
    if request.param == "fake":
        return FakeRecognizer()
    if request.param == "streamed":
        return StreamedRecognizer(FakeStreamingRecognizer(script(20.0)))
    return request.getfixturevalue(request.param)


@pytest.fixture
def sound(request, recognizer) -> Samples:
    if isinstance(recognizer, FasterWhisper | TransformersWhisper):
        return request.getfixturevalue("speech")
    return fake_talk(12.0)


def test_it_keeps_the_protocol(recognizer):
    assert isinstance(recognizer, Recognizer)
    assert recognizer.traits.name
    assert "en" in recognizer.traits.languages


def test_words_are_ordered_and_inside_the_window(recognizer, sound):
    hypothesis = recognizer.recognize(Window(sound, 0.0, "en"))
    times = [round(t, 6) for word in hypothesis.words for t in (word.start_s, word.end_s)]
    assert len(hypothesis.words) >= 10
    assert times == sorted(times)
    assert 0.0 <= times[0] <= times[-1] <= len(sound) / SAMPLE_RATE_HZ + 0.3
    assert all(0.0 <= word.probability <= 1.0 for word in hypothesis.words)
    assert hypothesis.language == "en"


def test_it_goes_on_after_a_prefix(recognizer, sound):
    whole = recognizer.recognize(Window(sound, 0.0, "en"))
    rest = recognizer.recognize(Window(sound, 0.0, "en", prefix=whole.words[:5]))
    assert [word.text.strip(" ,.").lower() for word in rest.words] == [
        word.text.strip(" ,.").lower() for word in whole.words[5:]
    ]
    assert rest.words[0].start_s >= whole.words[4].end_s - 1e-6


def test_no_sound_is_no_words(recognizer):
    assert recognizer.recognize(Window(np.zeros(0, np.float32), 0.0, "en")).words == ()


@pytest.mark.models
def test_whisper_hears_what_was_said(whisper, speech):
    text = whisper.recognize(Window(speech, 0.0, "en")).text.lower()
    assert JFK in text.replace(",", "").replace(".", "")


@pytest.mark.models
def test_whisper_times_start_where_the_window_does(whisper, speech):
    here = whisper.recognize(Window(speech, 0.0, "en")).words
    there = whisper.recognize(Window(speech, 100.0, "en")).words
    assert [round(word.start_s + 100.0, 3) for word in here] == [
        round(word.start_s, 3) for word in there
    ]


@pytest.mark.models
def test_whisper_takes_a_prompt_and_hotwords(whisper, speech):
    prompt = "Thank you all for coming here today. " * 40
    window = Window(speech, 0.0, "en", prompt=prompt, hotwords="Kennedy, Americans")
    assert "country" in whisper.recognize(window).text


@pytest.mark.models
def test_whisper_refuses_what_it_cannot_do(whisper, speech):
    with pytest.raises(UnsupportedLanguage, match="xx"):
        whisper.recognize(Window(speech, 0.0, "xx"))
    with pytest.raises(EngineError, match="longer"):
        whisper.recognize(Window(np.zeros(31 * SAMPLE_RATE_HZ, np.float32), 0.0, "en"))
    assert whisper.detect_language(speech) == {"en": 1.0}


@pytest.mark.models
def test_whisper_base_detects_the_language_and_translates(store):
    spanish = SPANISH_PROMPTS / "demo-congrats.g722"
    if not spanish.is_file():
        pytest.skip("needs: apt-get install asterisk-core-sounds-es-g722")
    with av.open(str(spanish), format="g722") as container:
        frames = [frame.to_ndarray().ravel() for frame in container.decode(audio=0)]
    sound = (np.concatenate(frames) / 32768).astype(np.float32)[: 12 * SAMPLE_RATE_HZ]
    engine = BACKEND.create({"model": "whisper-base"}, EngineContext(store))
    try:
        ranked = engine.detect_language(sound)
        assert max(ranked, key=ranked.__getitem__) == "es"
        heard = engine.recognize(Window(sound, 0.0))
        assert heard.language == "es"
        assert heard.language_probability > 0.5
        english = engine.recognize(Window(sound, 0.0, "es", task="translate")).text.lower()
        assert "congratulations" in english
        assert len(english.split()) >= 8
    finally:
        engine.close()


def test_a_folder_without_a_model_is_refused(store, tmp_path):
    with pytest.raises(EngineError, match="not a Whisper model"):
        BACKEND.create({"model": str(tmp_path)}, EngineContext(store))


def test_options_are_checked(store):
    context = EngineContext(store)
    with pytest.raises(ConfigError, match="names no model"):
        BACKEND.create({}, context)
    with pytest.raises(ConfigError, match="beam_size"):
        BACKEND.create({"model": "whisper-tiny.en", "beams": 3}, context)


@pytest.mark.models
def test_check_names_the_models_that_are_present(store):
    store.ensure("whisper-tiny.en")
    usability = BACKEND.check(EngineContext(store))
    assert usability.usable
    assert "whisper-tiny.en" in usability.detail
