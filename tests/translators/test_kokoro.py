import shutil
from pathlib import Path

import numpy as np
import pytest

from configs.errors import ConfigError, EngineError, MissingPart
from model_store.store import ModelStore
from tests.translators.voices import engine, spoken, word_error_rate
from translators.backends.kokoro import (
    BACKEND,
    ESPEAK_VOICES,
    FEW_VOICES,
    LONGEST_TOKENS,
    MODEL,
    Kokoro,
    fitting,
    kokoro_phonemes,
)
from translators.registry import EngineContext

pytestmark = pytest.mark.usefixtures("voices_closed_at_the_end")

espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="the program espeak-ng is not installed"
)


def test_the_catalogue_lists_what_can_be_spoken(store: ModelStore) -> None:
    for entry in store.entries(role="speak", engine="kokoro"):
        assert set(entry.languages) == set(ESPEAK_VOICES), entry.name


def test_english_is_written_as_the_dictionary_does() -> None:
    assert kokoro_phonemes("t^ʃˈiːz", "en") == "ʧˈiz"
    assert kokoro_phonemes("wˈɜːld", "en") == "wˈɜɹld"
    assert kokoro_phonemes("fˈoː^ɹ ɡˈo^ʊ", "en") == "fˈɔɹ ɡˈO"


def test_other_languages_keep_their_phonemes() -> None:
    assert kokoro_phonemes("ɲˈuːr e^ɪ", "it") == "ɲˈuːr A"


def test_portuguese_nasals_go_with_the_consonant_after_them() -> None:
    assert kokoro_phonemes("ˌiŋtrodˈuzæ", "pt") == "ˌintrodˈuzæ"
    assert kokoro_phonemes("sˈe^ɪŋpry kˈoŋt^ʃy", "pt") == "sˈAmpry kˈonʧy"
    assert kokoro_phonemes("sˈiŋkʊ iŋ", "pt") == "sˈiŋkʊ iŋ"


def test_unknown_symbols_are_left_out() -> None:
    assert kokoro_phonemes("a1b-^", "es") == "ab"


def test_options_are_checked(store: ModelStore, tmp_path: Path) -> None:
    context = EngineContext(store)
    with pytest.raises(ConfigError, match=r"speak\.options\.pitch"):
        BACKEND.create({"pitch": 3}, context)


@espeak
def test_a_file_that_is_not_there_is_named(store: ModelStore, tmp_path: Path) -> None:
    absent = tmp_path / "absent.onnx"
    with pytest.raises(ConfigError, match=r"absent\.onnx"):
        BACKEND.create({"model_file": str(absent)}, EngineContext(store))


@espeak
def test_a_broken_graph_is_one_clear_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a graph")
    with pytest.raises(EngineError, match=r"broken\.onnx"):
        Kokoro(broken, broken)


def test_without_espeak_the_check_names_the_command(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    context = EngineContext(store)
    answer = BACKEND.check(context)
    assert not answer.usable
    assert answer.command == "apt-get install espeak-ng"
    with pytest.raises(MissingPart):
        BACKEND.create({}, context)


@espeak
@pytest.mark.models
def test_voices_that_are_no_voices_are_refused(store: ModelStore, tmp_path: Path) -> None:
    graph = store.ensure(MODEL) / "kokoro-v1.0.int8.onnx"
    wrong = tmp_path / "wrong.npz"
    np.savez(wrong, af_wrong=np.zeros((3, 4), dtype=np.float32))
    with pytest.raises(EngineError, match="af_wrong"):
        Kokoro(graph, wrong)
    text = tmp_path / "text.npz"
    text.write_text("hello")
    with pytest.raises(EngineError, match=r"text\.npz"):
        Kokoro(graph, text)


@espeak
@pytest.mark.models
def test_a_ready_engine_says_so(store: ModelStore) -> None:
    store.ensure(MODEL)
    store.ensure(FEW_VOICES)
    assert BACKEND.check(EngineContext(store)).usable


@espeak
@pytest.mark.models
def test_the_same_request_sounds_almost_the_same(store: ModelStore) -> None:
    voice = engine("kokoro", store)
    one, two = spoken(voice, "Hello there."), spoken(voice, "Hello there.")
    assert len(one) == pytest.approx(len(two), rel=0.02)


def test_text_is_cut_at_spaces_to_what_the_graph_takes() -> None:
    parts = list(fitting("abcd " * 300))
    assert all(len(part) <= LONGEST_TOKENS for part in parts)
    assert "".join(parts).replace(" ", "") == "abcd" * 300
    assert [len(part) for part in fitting("a" * 1100)] == [510, 510, 80]
    assert list(fitting("")) == []


@espeak
@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize("language", ["pt", "es", "en"])
def test_speech_is_recognized_again(store: ModelStore, language: str) -> None:
    assert word_error_rate(engine("kokoro", store), language, store) <= 0.12
