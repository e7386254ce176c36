import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from configs.errors import ConfigError, EngineError
from model_store.store import ModelStore
from tests.translators.voices import engine, spoken, word_error_rate
from translators.backends.piper import BACKEND, FIRST_VOICE, Piper, read_voice
from translators.registry import EngineContext

pytestmark = pytest.mark.usefixtures("voices_closed_at_the_end")

espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="the program espeak-ng is not installed"
)
TOLD = {
    "audio": {"sample_rate": 16000},
    "espeak": {"voice": "de"},
    "inference": {"noise_scale": 0.5, "length_scale": 1.1, "noise_w": 0.7},
    "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [3]},
    "num_speakers": 1,
}


def described(folder: Path, **changes: Any) -> Path:
    (folder / "voice.onnx.json").write_text(json.dumps({**TOLD, **changes}))
    (folder / "voice.onnx").write_bytes(b"not a graph")
    return folder / "voice.onnx"


def test_a_description_is_read(tmp_path: Path) -> None:
    voice = read_voice(described(tmp_path))
    assert (voice.name, voice.language, voice.sample_rate_hz) == ("voice", "de", 16000)
    assert (voice.noise, voice.length, voice.length_noise) == (0.5, 1.1, 0.7)
    assert voice.ids["a"] == (3,)
    assert voice.speakers == {}


def test_speakers_have_names_or_numbers(tmp_path: Path) -> None:
    named = read_voice(described(tmp_path, num_speakers=2, speaker_id_map={"anna": 0, "ben": 1}))
    assert named.speakers == {"anna": 0, "ben": 1}
    assert read_voice(described(tmp_path, num_speakers=2)).speakers == {"0": 0, "1": 1}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"phoneme_type": "text"}, "not espeak"),
        ({"audio": {}}, "sample_rate"),
        ({"inference": None}, "does not describe"),
        ({"phoneme_id_map": {"a": [3]}}, "begin"),
    ],
)
def test_a_wrong_description_is_one_clear_error(
    tmp_path: Path, changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(EngineError, match=problem):
        read_voice(described(tmp_path, **changes))


def test_a_graph_without_description_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"voice\.onnx\.json"):
        read_voice(tmp_path / "voice.onnx")
    (tmp_path / "voice.onnx.json").write_text("{")
    with pytest.raises(EngineError, match=r"voice\.onnx\.json"):
        read_voice(tmp_path / "voice.onnx")


@espeak
def test_a_broken_graph_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"voice\.onnx"):
        Piper(described(tmp_path))


@espeak
def test_options_are_checked(store: ModelStore, tmp_path: Path) -> None:
    context = EngineContext(store)
    with pytest.raises(ConfigError, match=r"speak\.options\.speed"):
        BACKEND.create({"speed": 3}, context)
    with pytest.raises(ConfigError, match="is not one voice"):
        BACKEND.create({"voice_file": str(tmp_path)}, context)


def test_a_language_has_a_voice_of_the_catalogue(store: ModelStore) -> None:
    context = EngineContext(store)
    assert BACKEND.options_for("en", {}, context) == {"model": FIRST_VOICE}
    assert BACKEND.options_for("xx", {}, context) is None
    assert BACKEND.options_for("xx", {"voice_file": "a"}, context) == {"voice_file": "a"}


@espeak
@pytest.mark.models
def test_a_folder_is_a_voice(store: ModelStore) -> None:
    folder = store.ensure(FIRST_VOICE)
    voice = BACKEND.create({"voice_file": str(folder)}, EngineContext(store))
    assert voice.traits.languages == {"en"}
    assert voice.traits.voices[0].name == "en_US-joe-medium"
    assert len(spoken(voice, "Hello.", voice="en_US-joe-medium"))
    voice.close()


@espeak
@pytest.mark.models
def test_a_ready_engine_says_so(store: ModelStore) -> None:
    store.ensure(FIRST_VOICE)
    assert FIRST_VOICE in BACKEND.check(EngineContext(store)).detail


@espeak
@pytest.mark.models
@pytest.mark.slow
def test_speech_is_recognized_again(store: ModelStore) -> None:
    assert word_error_rate(engine("piper", store), "en", store) <= 0.12
