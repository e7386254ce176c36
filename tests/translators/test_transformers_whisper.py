"""On real speech with the catalogue's weights; the contract has what every recognizer must do."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from faster_whisper import decode_audio

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from configs.errors import ConfigError, EngineError, MissingPart, ModelUnavailable
from tests.translators.engines import offline_context
from translators.backends import faster_whisper, transformers_whisper, whisper_network
from translators.backends.transformers_whisper import BACKEND, TransformersWhisper
from translators.backends.whisper_folder import TRAINED_ON
from translators.backends.whisper_sound import encoded_s
from translators.frontier import FrontierRule, Verdict
from translators.recognize import Window, Word
from translators.registry import EngineContext

PROMPTS = "/usr/share/asterisk/sounds"


class SoonRewound(FrontierRule):
    """Takes any decoder for one that looks back, at its twelfth token."""

    def verdict(self, positions: Sequence[int], spoken: int) -> Verdict:
        return Verdict.REWOUND if len(positions) == 12 else Verdict.GO_ON


@pytest.fixture(scope="module")
def engine(store) -> TransformersWhisper:
    made = BACKEND.create({"model": "whisper-tiny.en"}, EngineContext(store, 1, "cpu"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def speech(shared) -> Samples:
    return decode_audio(str(shared / "data" / "speech" / "jfk.flac"))


def cut(samples: Samples, seconds: float) -> Samples:
    return samples[: int(seconds * SAMPLE_RATE_HZ)]


def plain(words: tuple[Word, ...]) -> list[str]:
    return [word.text.strip(" ,.").lower() for word in words]


@pytest.mark.models
@pytest.mark.torch
def test_every_word_says_which_sound_it_was_read_from(engine, speech):
    words = engine.recognize(Window(speech, 100.0, "en")).words
    assert engine.traits.attends
    distances = [word.attended_s - word.end_s for word in words]
    # A token looks at the end of its word; some look on to what follows.
    assert min(distances) >= 0.0
    assert 0.0 <= np.median(distances) < 0.3
    assert all(word.attended_s <= 111.0 for word in words)


@pytest.mark.models
@pytest.mark.torch
@pytest.mark.parametrize("seconds", [3.2, 4.9, 6.2, 7.4, 9.2])
def test_where_speech_goes_on_decoding_stops_at_the_frontier(engine, speech, seconds):
    sound = cut(speech, seconds)
    whole = engine.recognize(Window(sound, 0.0, "en"))
    short = engine.recognize(Window(sound, 0.0, "en", goes_on=True))
    assert not whole.stopped_short
    assert plain(short.words) == plain(whole.words)[: len(short.words)]
    assert all(word.attended_s <= seconds for word in short.words)
    if short.stopped_short:
        assert len(short.text) < len(whole.text)
        assert short.complete
    else:
        assert short.words == whole.words


@pytest.mark.models
@pytest.mark.torch
def test_the_frontier_is_reached_in_the_middle_of_speech(engine, speech):
    answers = [
        engine.recognize(Window(cut(speech, seconds), 0.0, "en", goes_on=True))
        for seconds in (6.2, 6.6, 7.0, 9.2, 9.6)
    ]
    assert sum(answer.stopped_short for answer in answers) >= 3


@pytest.mark.models
@pytest.mark.torch
@pytest.mark.slow
def test_what_attention_settles_is_what_is_said_in_the_end(engine, speech):
    """AlignAtt over a growing window: a word is forced as soon as one pass is sure of it."""
    settled: list[Word] = []
    for seconds in np.arange(1.0, 10.6, 0.8):
        window = Window(cut(speech, seconds), 0.0, "en", prefix=tuple(settled), goes_on=True)
        for word in engine.recognize(window).words:
            if word.attended_s > seconds - 0.5 or word.probability < 0.6:
                break
            settled.append(word)
    rest = engine.recognize(Window(speech, 0.0, "en", prefix=tuple(settled))).words
    whole = engine.recognize(Window(speech, 0.0, "en")).words
    assert len(settled) >= 5
    assert plain((*settled, *rest)) == plain(whole)
    for one, following in pairwise((*settled, *rest)):
        assert one.start_s <= one.end_s <= following.start_s + 1e-6


@pytest.mark.models
@pytest.mark.torch
def test_a_decoder_that_looks_back_is_stopped(engine, speech, monkeypatch):
    monkeypatch.setattr(engine._decoder, "_rule", SoonRewound())
    hypothesis = engine.recognize(Window(speech, 0.0, "en"))
    monkeypatch.undo()
    whole = engine.recognize(Window(speech, 0.0, "en"))
    assert not hypothesis.complete
    assert 0 < len(hypothesis.words) < len(whole.words)
    assert plain(hypothesis.words) == plain(whole.words)[: len(hypothesis.words)]


@pytest.mark.models
@pytest.mark.torch
@pytest.mark.slow
def test_it_hears_what_faster_whisper_hears(engine, store):
    prompts = pytest.importorskip("bench.prompts")
    sound = pytest.importorskip("bench.sound")
    found = [one for one in english(prompts) if 8 <= len(one.text.split()) <= 16][:6]
    options = {"model": "whisper-tiny.en", "compute_type": "float32"}
    other = faster_whisper.BACKEND.create(options, EngineContext(store, 1, "cpu"))
    windows = [Window(sound.trim(sound.read_samples(one.path)), 0.0, "en") for one in found]
    pairs = [(engine.recognize(window), other.recognize(window)) for window in windows]
    other.close()
    same = sum(ours.text == theirs.text for ours, theirs in pairs)
    assert same >= len(pairs) - 1
    for ours, theirs in pairs:
        if ours.text != theirs.text:
            continue
        starts = [abs(a.start_s - b.start_s) for a, b in zip(ours.words, theirs.words)]
        assert np.median(starts) <= 0.1


def english(prompts) -> list:
    from configs.errors import MissingPart

    try:
        found = prompts.find_prompts("en")
    except MissingPart as missing:
        pytest.skip(str(missing))
    return [found[name] for name in sorted(found)]


@pytest.mark.models
@pytest.mark.torch
def test_a_folder_in_the_layout_of_transformers_is_the_same_model(engine, store, speech, tmp_path):
    engine._network.model.save_pretrained(tmp_path)
    tokenizer = store.ensure("whisper-tiny.en") / "tokenizer.json"
    (tmp_path / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    saved = BACKEND.create({"model": str(tmp_path)}, EngineContext(store, 1, "cpu"))
    assert saved.lengths == TRAINED_ON
    saved.lengths = engine.lengths
    window = Window(cut(speech, 5.0), 0.0, "en")
    again, once = saved.recognize(window), engine.recognize(window)
    saved.close()
    assert again.text == once.text
    assert [word.attended_s for word in again.words] == pytest.approx(
        [word.attended_s for word in once.words], abs=0.04
    )


@pytest.mark.models
@pytest.mark.torch
@pytest.mark.slow
def test_it_detects_the_language_and_translates(store):
    prompts = pytest.importorskip("bench.prompts")
    from bench.sound import read_samples

    try:
        spanish = prompts.find_prompts("es")["demo-congrats"]
    except MissingPart as missing:
        pytest.skip(str(missing))
    sound = cut(read_samples(spanish.path), 12.0)
    base = BACKEND.create({"model": "whisper-base"}, EngineContext(store, 1, "cpu"))
    ranked = base.detect_language(sound)
    assert max(ranked, key=ranked.__getitem__) == "es"
    assert sum(ranked.values()) == pytest.approx(1.0, abs=1e-3)
    heard = base.recognize(Window(sound, 0.0))
    assert heard.language == "es"
    assert heard.language_probability > 0.5
    english = base.recognize(Window(sound, 0.0, "es", task="translate")).text.lower()
    base.close()
    assert "congratulations" in english


@pytest.mark.models
@pytest.mark.torch
def test_the_encoder_is_given_as_much_as_the_catalogue_says(engine, store, speech, monkeypatch):
    assert engine.lengths == store.entry("whisper-tiny.en").encoder
    given = []
    encode = engine._network.encode
    monkeypatch.setattr(
        engine._network, "encode", lambda batch: given.append(batch.shape) or encode(batch)
    )
    for seconds in (2.0, 10.5):
        assert engine.recognize(Window(cut(speech, seconds), 0.0, "en")).complete
    # Filled up to ten seconds; then with six seconds of zeros, in whole seconds.
    assert given == [(1, 80, 1000), (1, 80, 1700)]


@pytest.mark.models
@pytest.mark.torch
def test_a_pass_that_does_not_stop_is_done_again_over_30_s_and_only_once(
    engine, store, speech, monkeypatch
):
    given = []
    encode = engine._network.encode
    monkeypatch.setattr(
        engine._network, "encode", lambda batch: given.append(batch.shape[2]) or encode(batch)
    )
    monkeypatch.setattr(engine._decoder, "_rule", SoonRewound())
    assert not engine.recognize(Window(speech, 0.0, "en")).complete
    monkeypatch.setattr(engine, "lengths", TRAINED_ON)
    assert not engine.recognize(Window(speech, 0.0, "en")).complete
    frames = 100 * int(encoded_s(speech, store.entry("whisper-tiny.en").encoder))
    assert given == [frames, 3000, 3000]


@pytest.mark.models
@pytest.mark.torch
def test_silence_is_known_as_silence(engine):
    rng = np.random.default_rng(1)
    noise = (rng.normal(size=3 * SAMPLE_RATE_HZ) * 1e-4).astype(np.float32)
    hypothesis = engine.recognize(Window(noise, 0.0, "en"))
    assert hypothesis.no_speech_probability > 0.6


def test_options_are_checked_before_anything_is_loaded(tmp_path):
    context = offline_context(tmp_path)
    with pytest.raises(ConfigError, match="names no model"):
        BACKEND.create({}, context)
    with pytest.raises(ConfigError, match="frontier_frames"):
        BACKEND.create({"model": "whisper-tiny.en", "frontier": 3}, context)
    for value in (-1, 1501, "many", 2.5, True):
        with pytest.raises(ConfigError, match="whole number from 0 to 1500"):
            BACKEND.create({"model": "whisper-tiny.en", "rewind_frames": value}, context)


def test_without_the_extra_it_says_how_to_get_it(tmp_path, monkeypatch):
    for module in (transformers_whisper, whisper_network):
        monkeypatch.setattr(module, "missing_packages", lambda: ("torch",))
    context = offline_context(tmp_path)
    usability = BACKEND.check(context)
    assert not usability.usable
    assert usability.command == "pip install 'dragoman[torch]'"
    with pytest.raises(MissingPart, match=r"pip install 'dragoman\[torch\]'"):
        BACKEND.create({"model": "whisper-tiny.en"}, context)


def test_check_names_what_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(transformers_whisper, "missing_packages", lambda: ())
    usability = BACKEND.check(offline_context(tmp_path))
    assert (usability.usable, usability.command) == (False, "dragoman models pull whisper-tiny.en")


@pytest.mark.torch
def test_a_model_that_is_not_there_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    context = offline_context(tmp_path)
    with pytest.raises(ModelUnavailable, match="nobody/whisper-nothing") as caught:
        BACKEND.create({"model": "nobody/whisper-nothing"}, context)
    assert "\n" not in str(caught.value)
    with pytest.raises(EngineError, match="not a Whisper model"):
        BACKEND.create({"model": str(tmp_path)}, context)
