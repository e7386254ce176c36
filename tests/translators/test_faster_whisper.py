"""What this backend does beyond the contract of a recognizer."""

from dataclasses import replace

import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from bench.prompts import Prompt, find_prompts
from bench.sound import read_samples, trim
from configs.errors import EngineError, MissingPart
from translators.backends.faster_whisper import BACKEND, FasterWhisper
from translators.recognize import BatchRecognizer, Hypothesis, Window
from translators.registry import EngineContext

pytestmark = pytest.mark.models

IDS = ("vm-tocallback", "conf-getconfno", "vm-rec-busy", "invalid", "demo-abouttotry")


@pytest.fixture(scope="module", params=["int8", "float32"])
def whisper(store, request) -> FasterWhisper:
    """Eight bits are decoded by ONNX Runtime, the others by CTranslate2."""
    options = {"model": "whisper-tiny.en", "compute_type": request.param}
    engine = BACKEND.create(options, EngineContext(store, device="cpu"))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def prompts() -> dict[str, Prompt]:
    try:
        return find_prompts("en")
    except MissingPart as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def sounds(prompts) -> list[Samples]:
    """Prompts of different lengths; the longest is 15 s and more."""
    chosen = [trim(read_samples(prompts[name].path)) for name in IDS if name in prompts]
    assert len(chosen) >= 4
    long = np.concatenate([*chosen, np.zeros(SAMPLE_RATE_HZ, np.float32), *chosen])
    return [*chosen, long[: 15 * SAMPLE_RATE_HZ]]


def rounded(hypothesis: Hypothesis) -> list[tuple[str, float, float, float]]:
    return [
        (word.text, round(word.start_s, 2), round(word.end_s, 2), round(word.probability, 2))
        for word in hypothesis.words
    ]


def test_windows_in_one_go_are_answered_as_one_by_one(whisper, sounds):
    assert isinstance(whisper, BatchRecognizer)
    windows = [Window(sound, 10.0 * index, "en") for index, sound in enumerate(sounds)]
    windows.insert(2, Window(np.zeros(0, np.float32), 0.0, "en"))
    single = [whisper.recognize(window) for window in windows]
    together = whisper.recognize_batch(windows)
    assert [rounded(one) for one in together] == [rounded(one) for one in single]
    assert [one.complete for one in together] == [one.complete for one in single]
    assert sum(len(one.words) for one in together) > 40


def test_each_window_of_a_batch_goes_on_after_its_own_prefix(whisper, sounds):
    whole = [whisper.recognize(Window(sound, 0.0, "en")) for sound in sounds[:4]]
    windows = [
        Window(sound, 0.0, "en", prefix=one.words[: 1 + index])
        for index, (sound, one) in enumerate(zip(sounds, whole, strict=False))
    ]
    together = whisper.recognize_batch(windows)
    assert [rounded(one) for one in together] == [
        rounded(whisper.recognize(window)) for window in windows
    ]


def test_windows_with_texts_of_different_length_before_them_can_be_asked_together(whisper, sounds):
    texts = ["", "Hello.", "The mailbox is full, and nobody will answer.", "Thank you. " * 60]
    windows = [
        Window(sound, 0.0, "en", prompt=text) for sound, text in zip(sounds, texts, strict=False)
    ]
    together = whisper.recognize_batch(windows)
    for one, window in zip(together, windows, strict=True):
        assert one.text == whisper.recognize(window).text


def test_both_decoders_hear_the_same(store, sounds):
    heard = []
    for kind in ("int8", "float32"):
        options = {"model": "whisper-tiny.en", "compute_type": kind}
        engine = BACKEND.create(options, EngineContext(store, device="cpu"))
        windows = [Window(sound, 10.0, "en", prompt="Hello there.") for sound in sounds[:4]]
        heard.append([engine.recognize(window) for window in windows])
        engine.close()
    # Of less exact numbers, one close decision may come out otherwise.
    alike = [pair for pair in zip(*heard, strict=True) if pair[0].text == pair[1].text]
    assert len(alike) >= 3
    pairs = [pair for one in alike for pair in zip(one[0].words, one[1].words, strict=True)]
    # The middle one: where Whisper says a sentence twice, its words lie anywhere.
    assert np.median([abs(own.end_s - other.end_s) for own, other in pairs]) <= 0.02
    assert np.median([abs(own.probability - other.probability) for own, other in pairs]) < 0.05


def test_one_window_that_cannot_be_heard_fails_the_batch(whisper, sounds):
    too_long = Window(np.zeros(31 * SAMPLE_RATE_HZ, np.float32), 0.0, "en")
    with pytest.raises(EngineError, match="longer"):
        whisper.recognize_batch([Window(sounds[0], 0.0, "en"), too_long])


def test_a_long_prefix_leaves_room_for_what_follows(whisper, sounds):
    """The limit of a pass counts the prefix: forced words must not use up the new ones' room."""
    window = Window(sounds[-1], 0.0, "en")
    whole = whisper.recognize(window)
    assert whole.complete
    half = len(whole.words) // 2
    rest = whisper.recognize(Window(sounds[-1], 0.0, "en", prefix=whole.words[:half]))
    assert len(rest.words) >= len(whole.words) - half - 2


def test_a_settled_beginning_of_a_word_gets_its_rest(store, prompts):
    """ "Pass" is settled while "password" is still being said."""
    engine = BACKEND.create({"model": "whisper-tiny.en"}, EngineContext(store, device="cpu"))
    sound = trim(read_samples(prompts["agent-pass"].path))
    try:
        words = engine.recognize(Window(sound, 5.0, "en")).words
        place = next(at for at, word in enumerate(words) if word.text.startswith(" password"))
        whole = words[place]
        begun = replace(whole, text=" pass", end_s=whole.start_s + 0.2)
        window = Window(sound, 5.0, "en", prefix=(*words[:place], begun))
        rest = engine.recognize(window).words
    finally:
        engine.close()
    assert whole.text == " pass" + rest[0].text
    assert (rest[0].start_s, rest[0].end_s) == (begun.end_s, whole.end_s)
    assert [word.text for word in rest[1:]] == [word.text for word in words[place + 1 :]]


def test_words_tell_where_they_were_read_from_unless_told_not_to(store, whisper, sounds):
    window = Window(sounds[0], 10.0, "en")
    assert whisper.traits.attends
    words = whisper.recognize(window).words
    end_s = 10.0 + len(sounds[0]) / SAMPLE_RATE_HZ
    read_s = [word.attended_s for word in words]
    assert None not in read_s
    assert read_s == sorted(read_s)
    assert all(word.start_s <= word.attended_s <= end_s + 0.04 for word in words)
    engine = BACKEND.create(
        {"model": "whisper-tiny.en", "attention": False}, EngineContext(store, device="cpu")
    )
    try:
        assert not engine.traits.attends
        assert all(word.attended_s is None for word in engine.recognize(window).words)
    finally:
        engine.close()
