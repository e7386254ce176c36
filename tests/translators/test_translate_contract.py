"""What every translator must do, each installed one on its real engine."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from configs.errors import UnsupportedPair
from model_store.store import ModelStore
from tests.translators.engines import EN_ES, EN_PT, FakeTranslator, offline_context
from tests.translators.tiny_model import make_model
from translators.backends import apertium, ctranslate2, firefox
from translators.registry import EngineContext, backend, backend_names
from translators.router import TranslatorRouter
from translators.translate import Pair, TranslationRequest, Translator

LIGHT = ["fake", "apertium", "ctranslate2-m2m", "router"]
REAL = [pytest.param("firefox", marks=pytest.mark.models)]
REAL += [pytest.param("ctranslate2-marian", marks=pytest.mark.shared)]


def make(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Translator:
    context = offline_context(tmp_path)
    if name == "apertium":
        if shutil.which("lt-proc") is None or not apertium.installed_modes(apertium.MODES):
            pytest.skip("apt-get install apertium apertium-eng-spa")
        return apertium.BACKEND.create({}, context)
    if name == "ctranslate2-m2m":
        folder = make_model(tmp_path / "m2m", ["__en__", "__es__"])
        return ctranslate2.BACKEND.create({"model": str(folder)}, context)
    if name == "ctranslate2-marian":
        shared: Path = request.getfixturevalue("shared")
        folder = shared / "models" / "opus-prompts-en-es"
        return ctranslate2.BACKEND.create({"model": str(folder)}, context)
    if name == "firefox":
        store: ModelStore = request.getfixturevalue("store")
        store.ensure("firefox-en-pt")
        return firefox.BACKEND.create({}, EngineContext(store))
    if name == "router":
        fakes = [FakeTranslator("one", EN_ES), FakeTranslator("two", EN_PT)]
        return TranslatorRouter(fakes)
    return FakeTranslator("fake", EN_ES, forces_prefix=True)


@pytest.fixture(params=[*LIGHT, *REAL])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Translator]:
    made = make(request.param, tmp_path, request)
    yield made
    made.close()


@pytest.fixture
def english(engine: Translator) -> TranslationRequest:
    """A request the engine can serve: English into whatever it has."""
    target = "pt" if EN_PT in engine.traits.pairs else "es"
    return TranslationRequest("The conference is now locked.", Pair("en", target))


def test_it_is_a_translator_with_honest_pairs(engine: Translator) -> None:
    assert isinstance(engine, Translator)
    assert engine.traits.pairs
    assert all(len(code) in (2, 3) for pair in engine.traits.pairs for code in pair)


def test_it_translates_the_same_way_twice(engine: Translator, english: TranslationRequest) -> None:
    first = engine.translate(english)
    assert first.text.strip()
    assert first.via == ()
    engine.translate(replace(english, text="Goodbye."))
    assert engine.translate(english) == first


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_nothing_stays_nothing(engine: Translator, english: TranslationRequest, text: str) -> None:
    if isinstance(engine, FakeTranslator):
        pytest.skip("the fake answers everything")
    assert engine.translate(replace(english, text=text)).text == ""


def test_an_unknown_pair_is_refused(engine: Translator, english: TranslationRequest) -> None:
    with pytest.raises(UnsupportedPair):
        engine.translate(replace(english, pair=Pair("ko", "sw")))
    assert engine.translate(english).text


@pytest.mark.parametrize(
    "text",
    [
        "naïve façade €5 😀 日本語",
        "<b>bold</b> & [square] {curly} ^x$ \\ / @ ~ * #",
        "one\ntwo\r\nthree\tfour",
        "a\0b \ud800 \u200b\ufeff",
        "a" * 200,
    ],
)
def test_odd_text_does_not_break_it(
    engine: Translator, english: TranslationRequest, text: str
) -> None:
    expected = engine.translate(english)
    assert isinstance(engine.translate(replace(english, text=text)).text, str)
    assert engine.translate(english) == expected


def test_a_long_text_is_translated_to_its_end(
    engine: Translator, english: TranslationRequest
) -> None:
    once = len(engine.translate(english).text)
    many = engine.translate(replace(english, text=f"{english.text} " * 30))
    assert len(many.text) > 15 * once


def test_it_can_be_called_from_several_threads_in_turn(
    engine: Translator, english: TranslationRequest
) -> None:
    answers = [engine.translate(english)]
    for _ in range(3):
        thread = threading.Thread(target=lambda: answers.append(engine.translate(english)))
        thread.start()
        thread.join()
    assert answers == [answers[0]] * 4


def test_a_forced_prefix_is_kept(engine: Translator, english: TranslationRequest) -> None:
    if not engine.traits.forces_prefix:
        pytest.skip("does not force a prefix")
    for prefix in ("La conferencia", "La ", "La  conferencia está"):
        assert engine.translate(replace(english, prefix=prefix)).text.startswith(prefix)


def test_close_may_be_called_again(engine: Translator, english: TranslationRequest) -> None:
    engine.translate(english)
    engine.close()
    engine.close()


def test_every_built_in_backend_has_a_contract_test_and_can_be_asked(tmp_path: Path) -> None:
    tested = {name.partition("-")[0] for name in (*LIGHT, "firefox")}
    assert set(backend_names("translate")) <= tested
    for name in backend_names("translate"):
        verdict = backend("translate", name).check(offline_context(tmp_path))
        assert verdict.detail
        assert verdict.usable != bool(verdict.command)
