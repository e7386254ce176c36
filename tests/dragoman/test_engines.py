from pathlib import Path

import pytest

from configs.errors import ConfigError, UnsupportedLanguage, UnsupportedPair
from configs.schema import Config, RecognizeConfig, SpeakConfig, TranslateConfig
from dragoman.engines import describe, open_engines
from dragoman.job import Wish
from tests import fakes
from tests.translators.engines import offline_store
from translators.translate import Pair, TranslationRequest

FAKE = Config(
    recognize=RecognizeConfig(backend="fake"),
    translate=TranslateConfig(backend="fake"),
    speak=SpeakConfig(backend="fake"),
)

pytestmark = pytest.mark.usefixtures("fake_engines")


def test_engines_are_made_and_freed(tmp_path: Path, said: list[str]) -> None:
    store = offline_store(tmp_path)
    wish = Wish("en", ("es", "pt"), speaks=True)
    made = [fakes.RECOGNIZE.engine, fakes.TRANSLATE.engine, fakes.SPEAK.engine]
    before = [engine.closed for engine in made]
    with open_engines(FAKE, wish, store, say=said.append) as engines:
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
    with open_engines(FAKE, Wish("auto"), store, say=said.append) as engines:
        assert engines.translators == {}
        assert engines.synthesizer is None


def test_any_language_into_one_that_is_known(tmp_path: Path, said: list[str]) -> None:
    store = offline_store(tmp_path)
    wish = Wish("auto", ("es",))
    with open_engines(FAKE, wish, store, say=said.append) as engines:
        assert engines.translators["es"].traits.name == "auto"
    impossible = open_engines(FAKE, Wish("auto", ("eo",)), store, say=said.append)
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
    opening = open_engines(FAKE, wish, offline_store(tmp_path), say=said.append)
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
    opening = open_engines(config, wish, offline_store(tmp_path), say=said.append)
    with pytest.raises(ConfigError, match=f"{role}.backend: unknown engine 'none'"), opening:
        pass


def test_a_way_through_a_pivot_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = fakes.FakeTranslator(Pair("es", "en"), Pair("en", "pt"))
    monkeypatch.setattr(fakes.TRANSLATE, "engine", both)
    wish = Wish("es", ("pt",))
    opening = open_engines(FAKE, wish, offline_store(tmp_path), say=print)
    with opening as engines:
        name = engines.translators["pt"].traits.name
    assert name == "fake tongue es-en, fake tongue en-pt"
