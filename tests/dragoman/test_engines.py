from collections.abc import Iterator
from pathlib import Path

import pytest

from configs.errors import (
    ConfigError,
    ModelAbsent,
    ModelUnknown,
    UnsupportedLanguage,
    UnsupportedPair,
)
from configs.schema import Config, RecognizeConfig, SpeakConfig, TranslateConfig
from dragoman.engines import choose_model, describe, open_engines
from dragoman.job import Wish
from model_store.store import ModelStore
from tests import fakes
from tests.dragoman.with_fakes import fakes as fake_engines
from tests.translators.engines import offline_store
from translators.translate import Pair, TranslationRequest

FAKE = Config(
    recognize=RecognizeConfig(backend="fake"),
    translate=TranslateConfig(backend="fake"),
    speak=SpeakConfig(backend="fake"),
)


@pytest.fixture(autouse=True)
def _fakes() -> Iterator[None]:
    with fake_engines():
        yield


@pytest.fixture
def said() -> list[str]:
    return []


def with_models(folder: Path, *names: str) -> ModelStore:
    """A store that has models of the right sizes, with nothing in them."""
    store = offline_store(folder)
    for name in names:
        for file in store.entry(name).files:
            path = folder / name / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as made:
                made.truncate(file.size_bytes or 1)
    return store


@pytest.mark.parametrize(
    ("language", "model"),
    [("en", "whisper-tiny.en"), ("es", "whisper-base"), ("auto", "whisper-base")],
)
def test_the_first_candidate_that_knows_the_language(
    tmp_path: Path, said: list[str], language: str, model: str
) -> None:
    store = with_models(tmp_path, "whisper-tiny.en", "whisper-base")
    assert choose_model(RecognizeConfig(), language, store, said.append) == model
    assert said == []


def test_the_next_candidate_if_one_cannot_be_had(tmp_path: Path, said: list[str]) -> None:
    store = with_models(tmp_path, "whisper-base")
    assert choose_model(RecognizeConfig(), "en", store, said.append) == "whisper-base"
    assert "whisper-tiny.en" in said[0]
    assert "trying the next" in said[0]


def test_no_candidate_can_be_had(tmp_path: Path, said: list[str]) -> None:
    with pytest.raises(ModelAbsent, match="whisper-base"):
        choose_model(RecognizeConfig(), "es", offline_store(tmp_path), said.append)


def test_a_model_of_the_catalogue_must_know_the_language(tmp_path: Path, said: list[str]) -> None:
    store = offline_store(tmp_path)
    named = RecognizeConfig(model="whisper-tiny.en")
    with pytest.raises(UnsupportedLanguage, match=r"whisper-tiny.en does not know .* 'es'"):
        choose_model(named, "es", store, said.append)
    assert choose_model(named, "auto", store, said.append) == "whisper-tiny.en"
    with pytest.raises(UnsupportedLanguage, match="candidates"):
        choose_model(RecognizeConfig(candidates=("whisper-tiny.en",)), "es", store, said.append)
    with pytest.raises(ModelUnknown):
        choose_model(RecognizeConfig(candidates=("whisper",)), "es", store, said.append)


def test_engines_are_made_and_freed(tmp_path: Path, said: list[str]) -> None:
    store = offline_store(tmp_path)
    wish = Wish("en", ("es", "pt"), speaks=True)
    made = [fakes.RECOGNIZE.engine, fakes.TRANSLATE.engine, fakes.SPEAK.engine]
    before = [engine.closed for engine in made]
    with open_engines(FAKE, wish, store, say=said.append, warn=said.append) as engines:
        assert engines.recognizer is made[0]
        assert list(engines.translators) == ["es", "pt"]
        assert engines.synthesizer is made[2]
        spanish = engines.translators["es"]
        assert spanish.traits.name == "fake tongue"
        answer = spanish.translate(TranslationRequest("a b", Pair("en", "es")))
        assert answer.text == "es:a es:b"
        assert "translate pt: fake tongue" in describe(engines)
        assert [engine.closed for engine in made] == before
        spanish.close()
    assert [engine.closed for engine in made] == [count + 1 for count in before]
    assert said == ["loading a voice for es", "loading fake"]


def test_captions_alone_need_only_ears(tmp_path: Path, said: list[str]) -> None:
    store = offline_store(tmp_path)
    with open_engines(FAKE, Wish("auto"), store, say=said.append, warn=said.append) as engines:
        assert engines.translators == {}
        assert engines.synthesizer is None


def test_any_language_into_one_that_is_known(tmp_path: Path, said: list[str]) -> None:
    store = offline_store(tmp_path)
    wish = Wish("auto", ("es",))
    with open_engines(FAKE, wish, store, say=said.append, warn=said.append) as engines:
        assert engines.translators["es"].traits.name == "auto"
    impossible = open_engines(FAKE, Wish("auto", ("eo",)), store, say=said.append, warn=said.append)
    with pytest.raises(UnsupportedPair, match="from any language to eo"), impossible:
        pass


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (Wish("fr"), UnsupportedLanguage),
        (Wish("en", ("ru",)), UnsupportedPair),
        (Wish("en", ("pt", "ru")), UnsupportedPair),
    ],
)
def test_what_cannot_be_is_said(
    tmp_path: Path, said: list[str], wish: Wish, error: type[Exception]
) -> None:
    opening = open_engines(FAKE, wish, offline_store(tmp_path), say=said.append, warn=said.append)
    with pytest.raises(error), opening:
        pass


@pytest.mark.parametrize("role", ["recognize", "translate", "speak"])
def test_an_unknown_engine(tmp_path: Path, said: list[str], role: str) -> None:
    sections = {
        "recognize": RecognizeConfig(backend="fake"),
        "translate": TranslateConfig(backend="fake"),
        "speak": SpeakConfig(backend="fake"),
    }
    wrong = type(sections[role])(backend="none")
    config = Config(**{**sections, role: wrong})
    wish = Wish("en", ("es",), speaks=True)
    opening = open_engines(config, wish, offline_store(tmp_path), say=said.append, warn=print)
    with pytest.raises(ConfigError, match=f"{role}.backend: unknown engine 'none'"), opening:
        pass


def test_a_way_through_a_pivot_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = fakes.FakeTranslator(Pair("es", "en"), Pair("en", "pt"))
    monkeypatch.setattr(fakes.TRANSLATE, "engine", both)
    wish = Wish("es", ("pt",))
    opening = open_engines(FAKE, wish, offline_store(tmp_path), say=print, warn=print)
    with opening as engines:
        name = engines.translators["pt"].traits.name
    assert name == "fake tongue es-en, fake tongue en-pt"
