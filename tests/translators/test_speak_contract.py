"""What every synthesizer must do, asked of each one that is installed."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import GeneratorType
from typing import cast

import numpy as np
import pytest

from audio_io.chunk import Samples
from configs.errors import ConfigError, UnsupportedLanguage
from model_store.store import ModelStore
from tests.translators.voices import engine, spoken
from translators.speak import SpeechRequest, Synthesizer

pytestmark = pytest.mark.usefixtures("voices_closed_at_the_end")

LONG = "This is a sentence of some length, and it goes on after the comma for quite a while. " * 3
ODD = (
    "Call Dr. Smith on Jan. 3, 2024 at 10:30 a.m., ext. 1234, about $4.50 or 15 % of it.",
    "See https://www.example.com/a?b=1&c=2#d or write to someone@example.com.",
    "<b>bold</b> & <break time='3s'/> <speak>",
    "--help",
    "-v",
    "-",
    "[[t'est]] \x01 5p \x00 hello",
    "Zürich naïve ﬁne e\u0301cole \ud800 broken \U0001f600 \u202e over \ufeff there",
    "word" * 25,
    "12345678901234567890",
)

pytestmark = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="the program espeak-ng is not installed"
)


@pytest.fixture(
    params=[
        pytest.param("kokoro", marks=pytest.mark.models),
        pytest.param("piper", marks=pytest.mark.models),
        "espeak_ng",
    ]
)
def voice(request: pytest.FixtureRequest, store: ModelStore) -> Synthesizer:
    return engine(request.param, store)


def test_is_a_synthesizer_with_voices(voice: Synthesizer) -> None:
    assert isinstance(voice, Synthesizer)
    assert "en" in voice.traits.languages
    names = [known.name for known in voice.traits.voices]
    assert len(names) == len(set(names))


def test_speech_is_audible_and_in_range(voice: Synthesizer) -> None:
    parts = list(voice.speak(SpeechRequest(LONG, "en")))
    assert len(parts) > 1
    for part in parts:
        assert part.dtype == np.float32
        assert part.ndim == 1
        assert len(part)
        assert np.abs(part).max() <= 1.0
    everything = np.concatenate(parts)
    assert np.sqrt(np.mean(np.square(everything))) > 0.01
    assert 8 < len(everything) / voice.traits.sample_rate_hz < 40


@pytest.mark.parametrize(
    "text", ["", "   ", "...", "?!", "\U0001f600 \U0001f44d", "\x00\ud800", "—"]
)
def test_nothing_speakable_yields_nothing(voice: Synthesizer, text: str) -> None:
    assert list(voice.speak(SpeechRequest(text, "en"))) == []


def test_an_unknown_language_is_refused(voice: Synthesizer) -> None:
    with pytest.raises(UnsupportedLanguage, match="tlh"):
        list(voice.speak(SpeechRequest("nuqneH", "tlh")))


def test_an_unknown_voice_is_refused(voice: Synthesizer) -> None:
    with pytest.raises(ConfigError, match="--help"):
        list(voice.speak(SpeechRequest("Hello.", "en", voice="--help")))


def test_rate_shortens_the_speech(voice: Synthesizer) -> None:
    shorter = len(spoken(voice, LONG, rate=1.3)) / len(spoken(voice, LONG))
    assert 0.7 <= shorter <= 0.85


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_spoken_as_they_are(voice: Synthesizer, text: str) -> None:
    said = spoken(voice, text)
    if text == "-":
        assert not len(said)
    else:
        assert np.abs(said).max() > 0.05


def test_closing_the_iterator_stops_the_work(voice: Synthesizer) -> None:
    before = _child_processes()
    parts = cast("GeneratorType[Samples, None, None]", voice.speak(SpeechRequest(LONG * 20, "en")))
    assert len(next(parts))
    parts.close()
    assert list(parts) == []
    assert _child_processes() <= before


def test_speaks_from_two_threads_in_turn(voice: Synthesizer) -> None:
    for _ in range(2):
        with ThreadPoolExecutor(1) as other:
            assert len(other.submit(spoken, voice, "Hello there.").result())
        assert len(spoken(voice, "Hello there."))


def _child_processes() -> set[str]:
    tasks = Path(f"/proc/{os.getpid()}/task")
    children = (task / "children" for task in tasks.iterdir())
    return {child for file in children if file.exists() for child in file.read_text().split()}
