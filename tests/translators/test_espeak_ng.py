import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from configs.errors import ConfigError, EngineError, MissingPart
from model_store.store import ModelStore
from tests.translators.voices import spoken
from translators.backends.espeak_ng import BACKEND, EspeakNg, espeak_voices
from translators.registry import EngineContext
from translators.speak import SpeechRequest

espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="the program espeak-ng is not installed"
)
TABLE = """Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)
 5  en-us           --/M      English_(America)  gmw/en-US            (en 3)
 5  ja              --/M      Japanese           jpx/ja
 5  pt              --/M      Portuguese_(Portugal) roa/pt               (pt-pt 5)
 7  pt-pt           --/F      portugal-mbrola-1  mb/mb-pt1            (pt 7)
 5  chr-US-Qaaa-x-west --/M      Cherokee_          iro/chr
 5  nb              --/M      Norwegian_Bokmål  gmq/nb
"""


def script(folder: Path, body: str) -> None:
    """A program called espeak-ng that prints its voices and then does as `body` says."""
    program = folder / "espeak-ng"
    voices = folder / "voices.txt"
    voices.write_text(TABLE)
    program.write_text(f'#!/bin/sh\n[ "$1" = --voices ] && exec /bin/cat {voices}\n{body}\n')
    program.chmod(0o755)


def test_voices_by_language_the_best_first() -> None:
    assert espeak_voices(TABLE) == {
        "en": ("en-us", "en-gb"),
        "pt": ("pt",),
        "no": ("nb",),
    }


@espeak
def test_knows_many_languages() -> None:
    voice = EspeakNg()
    assert len(voice.traits.languages) > 50
    assert "ja" not in voice.traits.languages
    for language, text in {"ru": "Привет, мир", "zh": "你好", "ar": "مرحبا"}.items():
        assert np.abs(spoken(voice, text, language)).max() > 0.05


@espeak
def test_the_same_request_gives_the_same_samples() -> None:
    voice = EspeakNg()
    assert np.array_equal(spoken(voice, "Hello there."), spoken(voice, "Hello there."))


@espeak
def test_the_samples_are_those_of_the_program() -> None:
    text = "This is long enough for several pieces, one after the other."
    command = ["espeak-ng", "--stdout", "-v", "en-us", "-s", "165", text]
    wav = subprocess.run(command, capture_output=True, check=True).stdout
    expected = np.frombuffer(wav[44:], dtype="<i2") / 32768
    assert np.allclose(spoken(EspeakNg(), text), expected)


@espeak
def test_pitch_and_voice_change_the_sound() -> None:
    usual = spoken(EspeakNg(), "Hello there.")
    assert not np.array_equal(usual, spoken(EspeakNg(pitch=90), "Hello there."))
    assert not np.array_equal(usual, spoken(EspeakNg(), "Hello there.", voice="en-gb"))


@pytest.mark.parametrize("pitch", [-1, 100, "high", True, 1.5])
def test_a_wrong_pitch_is_refused(store: ModelStore, pitch: object) -> None:
    with pytest.raises(ConfigError, match="pitch"):
        BACKEND.create({"pitch": pitch}, EngineContext(store))


def test_an_unknown_option_is_refused(store: ModelStore) -> None:
    with pytest.raises(ConfigError, match="loudness"):
        BACKEND.create({"loudness": 3}, EngineContext(store))


def test_a_missing_program_says_how_to_install_it(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert BACKEND.check(EngineContext(store)).command == "apt-get install espeak-ng"
    with pytest.raises(MissingPart, match="apt-get install espeak-ng"):
        BACKEND.create({}, EngineContext(store))


@espeak
def test_the_check_finds_the_program(store: ModelStore) -> None:
    assert BACKEND.check(EngineContext(store)).usable


@pytest.mark.parametrize(
    "body",
    [
        "exit 3",
        "/bin/cat >/dev/null; echo short",
        "/bin/cat >/dev/null; echo 'no voice of this name' >&2; exit 1",
        "/usr/bin/head -c 200 /dev/zero",
    ],
)
def test_a_program_that_fails_is_one_clear_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str
) -> None:
    script(tmp_path, body)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="espeak-ng"):
        list(EspeakNg().speak(SpeechRequest("Hello there. " * 9000, "en")))


def test_a_program_without_a_table_is_one_clear_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="does not work"):
        EspeakNg()
