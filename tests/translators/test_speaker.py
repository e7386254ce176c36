import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from audio_io.chunk import Samples
from configs.errors import ConfigError, EngineError, MissingPart, UnsupportedLanguage
from configs.schema import SpeakConfig
from model_store.catalogue import Catalogue
from model_store.store import ModelStore
from translators import speaker
from translators.registry import Backend, EngineContext, Usability
from translators.speak import SpeechRequest, SynthesizerTraits, Voice
from translators.speaker import create_synthesizer

espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="the program espeak-ng is not installed"
)


class FakeVoice:
    """Says a tenth of a second of a constant."""

    def __init__(self, name: str, languages: tuple[str, ...]) -> None:
        self.closed = False
        voice = Voice(f"{name}-voice", frozenset(languages))
        self.traits = SynthesizerTraits(name, 16_000, (voice,))

    def speak(self, request: SpeechRequest) -> Iterator[Samples]:
        yield np.full(1600, 0.5, dtype=np.float32)

    def close(self) -> None:
        self.closed = True


class FakeBackend:
    """Makes a fake voice, or fails; a plug-in that cannot tell its languages beforehand."""

    def __init__(self, name: str, *languages: str, failure: Exception | None = None) -> None:
        self.voice = FakeVoice(name, languages)
        self.failure = failure
        self.made = 0

    def check(self, context: EngineContext) -> Usability:
        return Usability(True, "")

    def create(self, options: Mapping[str, Any], context: EngineContext) -> FakeVoice:
        self.made += 1
        if self.failure is not None:
            raise self.failure
        return self.voice


class TellingBackend(FakeBackend):
    """One that can tell."""

    def options_for(
        self, language: str, options: Mapping[str, Any], context: EngineContext
    ) -> Mapping[str, Any] | None:
        return options if language in self.voice.traits.languages else None


@pytest.fixture
def context(tmp_path: Path) -> EngineContext:
    return EngineContext(ModelStore(Catalogue(MappingProxyType({})), tmp_path, offline=True))


def install(monkeypatch: pytest.MonkeyPatch, **backends: Backend) -> SpeakConfig:
    """Make these the only engines; settings that ask them in this order."""
    monkeypatch.setattr(speaker, "backend", lambda role, name: backends[name])
    return SpeakConfig(backends=tuple(backends))


def test_the_first_that_speaks_the_language_is_taken(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    english, german = TellingBackend("english", "en"), FakeBackend("german", "de")
    config = install(monkeypatch, english=english, german=german)
    assert create_synthesizer(config, context, "de") is german.voice
    assert english.made == 0


def test_the_settings_give_the_order(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    one, two = TellingBackend("one", "de"), TellingBackend("two", "de")
    install(monkeypatch, one=one, two=two)
    config = SpeakConfig(backends=("two", "one"))
    assert create_synthesizer(config, context, "de") is two.voice


def test_one_that_cannot_tell_is_made_asked_and_closed(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    english, german = FakeBackend("english", "en"), FakeBackend("german", "de")
    config = install(monkeypatch, english=english, german=german)
    assert create_synthesizer(config, context, "de") is german.voice
    assert english.voice.closed
    assert not german.voice.closed


def test_one_that_does_not_start_is_told_and_passed_over(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    broken = TellingBackend("broken", "de", failure=MissingPart("the part", "install part"))
    german = TellingBackend("german", "de")
    config = install(monkeypatch, broken=broken, german=german)
    said: list[str] = []
    assert create_synthesizer(config, context, "de", said.append) is german.voice
    assert said == [
        "broken cannot speak de: the part is not installed; install it with: install part"
    ]


def test_when_all_fail_the_last_failure_is_raised(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    config = install(
        monkeypatch,
        one=FakeBackend("one", "de", failure=EngineError("one is broken")),
        two=FakeBackend("two", "de", failure=EngineError("two is broken")),
    )
    with pytest.raises(EngineError, match="two is broken"):
        create_synthesizer(config, context, "de")


def test_a_language_nobody_speaks_is_refused(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    config = install(monkeypatch, one=TellingBackend("one", "en"))
    with pytest.raises(UnsupportedLanguage, match="'tlh'"):
        create_synthesizer(config, context, "tlh")
    with pytest.raises(UnsupportedLanguage, match="one"):
        create_synthesizer(SpeakConfig(backend="one"), context, "tlh")


def test_a_named_engine_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    broken = TellingBackend("broken", "de", failure=EngineError("it is broken"))
    install(monkeypatch, broken=broken, german=TellingBackend("german", "de"))
    with pytest.raises(EngineError, match="it is broken"):
        create_synthesizer(SpeakConfig(backend="broken"), context, "de")


def test_an_unknown_voice_is_refused_and_the_engine_closed(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    german = TellingBackend("german", "de")
    config = replace(install(monkeypatch, german=german), voice="nobody")
    with pytest.raises(ConfigError, match="german-voice"):
        create_synthesizer(config, context, "de")
    assert german.voice.closed


def test_options_need_an_engine(context: EngineContext) -> None:
    with pytest.raises(ConfigError, match=r"set speak\.backend too"):
        create_synthesizer(SpeakConfig(options={"pitch": 3}), context, "en")


def test_an_unknown_engine_is_refused(context: EngineContext) -> None:
    with pytest.raises(ConfigError, match="kokoro"):
        create_synthesizer(SpeakConfig(backend="nobody"), context, "en")


@espeak
def test_espeak_ng_speaks_what_no_voice_of_the_catalogue_does(context: EngineContext) -> None:
    found = create_synthesizer(SpeakConfig(), context, "cy")
    assert found.traits.name == "espeak_ng"


@espeak
def test_without_models_espeak_ng_is_left(store: ModelStore, tmp_path: Path) -> None:
    empty = ModelStore(Catalogue({e.name: e for e in store.entries()}), tmp_path, offline=True)
    said: list[str] = []
    found = create_synthesizer(SpeakConfig(), EngineContext(empty), "en", said.append)
    assert found.traits.name == "espeak_ng"
    assert [line.split()[0] for line in said] == ["kokoro", "piper"]
