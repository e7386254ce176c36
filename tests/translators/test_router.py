from dataclasses import replace
from pathlib import Path

import pytest

from configs.errors import ConfigError, EngineError, ModelUnavailable, UnsupportedPair
from configs.schema import TranslateConfig
from model_store.store import ModelStore
from tests.translators.engines import (
    EN_ES,
    EN_PT,
    ES_EN,
    ES_PT,
    FakeTranslator,
    offline_context,
    offline_store,
)
from tests.translators.tiny_model import make_model
from translators.backends.apertium import MODES, installed_modes
from translators.glossary import Glossary, Term
from translators.registry import EngineContext
from translators.router import Leg, TranslatorRouter, create_translator, how_to_get
from translators.translate import Notice, Pair, Rendering, TranslatedText, TranslationRequest


@pytest.fixture
def warnings() -> list[str]:
    return []


def request(pair: Pair, text: str = "x", prefix: str = "") -> TranslationRequest:
    return TranslationRequest(text, pair, prefix)


def test_the_first_engine_that_has_the_pair_translates() -> None:
    one, two = FakeTranslator("one", EN_ES), FakeTranslator("two", EN_ES, EN_PT)
    router = TranslatorRouter([one, two])
    assert router.translate(request(EN_ES)).text == "one:x"
    assert router.translate(request(EN_PT)).text == "two:x"
    assert router.route(EN_ES) == (Leg("one", EN_ES),)


def test_a_pair_nobody_has_goes_through_english_first() -> None:
    es_fr, fr_pt = Pair("es", "fr"), Pair("fr", "pt")
    engine = FakeTranslator("one", es_fr, fr_pt, ES_EN)
    second = FakeTranslator("two", EN_PT)
    router = TranslatorRouter([engine, second])
    answer = router.translate(request(ES_PT, prefix="P "))
    assert (answer.text, answer.via) == ("P two:one:x", ("en",))
    assert engine.requests[-1].prefix == ""
    assert router.route(ES_PT) == (Leg("one", ES_EN), Leg("two", EN_PT))
    assert ES_PT in router.traits.pairs


def test_any_pivot_is_better_than_none() -> None:
    engine = FakeTranslator("one", Pair("es", "fr"), Pair("fr", "pt"))
    router = TranslatorRouter([engine])
    assert router.translate(request(ES_PT)).via == ("fr",)


def test_a_failure_falls_back_to_the_next_engine_then_to_a_pivot() -> None:
    one, two = FakeTranslator("one", ES_PT), FakeTranslator("two", ES_PT, ES_EN, EN_PT)
    router = TranslatorRouter([one, two])
    one.fail(1)
    answer = router.translate(request(ES_PT))
    assert answer.text == "two:x"
    assert answer.notices == (Notice("engine_replaced", "translation es-pt by one failed: broken"),)
    one.fail(1)
    two.fail(1)
    answer = router.translate(request(ES_PT))
    assert answer.via == ("en",)
    assert [notice.message for notice in answer.notices] == [
        "translation es-pt by one failed: broken",
        "translation es-pt by two failed: broken",
    ]
    assert router.translate(request(ES_PT)) == TranslatedText("one:x")


def test_an_engine_that_keeps_failing_is_left_alone() -> None:
    one, two = FakeTranslator("one", EN_ES), FakeTranslator("two", EN_ES)
    router = TranslatorRouter([one, two])
    one.fail(100)
    answers = [router.translate(request(EN_ES)) for _ in range(10)]
    assert {answer.text for answer in answers} == {"two:x"}
    assert len(one.requests) == sum(len(answer.notices) for answer in answers) == 3


def test_a_success_wipes_out_earlier_failures() -> None:
    one, two = FakeTranslator("one", EN_ES), FakeTranslator("two", EN_ES)
    router = TranslatorRouter([one, two])
    for _ in range(3):
        one.fail(2)
        for _ in range(3):
            router.translate(request(EN_ES))
    assert router.translate(request(EN_ES)).text == "one:x"


def test_a_model_that_cannot_be_had_is_asked_for_once() -> None:
    one, two = FakeTranslator("one", EN_ES), FakeTranslator("two", EN_ES)
    one.errors = [ModelUnavailable("m", [("hub", "down")])]
    router = TranslatorRouter([one, two], needed=[EN_ES])
    (notice,) = router.prepare()
    assert "the model m could not be had (hub: down)" in notice.message
    assert router.translate(request(EN_ES)) == TranslatedText("two:x")
    assert len(one.requests) == 1
    assert router.route(EN_ES) == (Leg("two", EN_ES),)


def test_a_sole_engines_error_is_raised_and_the_next_call_tries_again() -> None:
    one = FakeTranslator("one", EN_ES)
    router = TranslatorRouter([one])
    one.fail(5)
    for _ in range(5):
        with pytest.raises(EngineError, match="broken"):
            router.translate(request(EN_ES))
    assert router.translate(request(EN_ES)).text == "one:x"


def test_when_all_fail_the_error_names_each_of_them() -> None:
    one, two = FakeTranslator("one", EN_ES), FakeTranslator("two", EN_ES)
    router = TranslatorRouter([one, two])
    one.fail(1)
    two.errors = [ModelUnavailable("m", [("hub", "down")])]
    with pytest.raises(EngineError, match=r"by one failed: broken; .* by two failed: the model m"):
        router.translate(request(EN_ES))


def test_what_an_engine_tells_is_handed_on_and_not_remembered() -> None:
    class Restarted(FakeTranslator):
        def translate(self, request: TranslationRequest) -> TranslatedText:
            answer = super().translate(request)
            return replace(answer, notices=(Notice("engine_restarted", "was started again"),))

    router = TranslatorRouter([Restarted("one", EN_ES)], remembers=2)
    assert router.translate(request(EN_ES)).notices == (
        Notice("engine_restarted", "was started again"),
    )
    assert router.translate(request(EN_ES)).notices == ()


def test_the_same_language_comes_back_untouched() -> None:
    router = TranslatorRouter([])
    assert router.translate(request(Pair("en", "en"), " as it is")).text == " as it is"


def test_a_prefix_is_forced_where_the_needed_pairs_engine_does() -> None:
    engines = [FakeTranslator("one", EN_ES), FakeTranslator("two", ES_PT, forces_prefix=True)]

    def forces(*needed: Pair) -> bool:
        router = TranslatorRouter(engines, needed=needed)
        return router.traits.forces_prefix

    assert forces(ES_PT)
    assert forces(EN_PT)
    assert not forces(EN_ES)
    assert not forces(EN_ES, ES_PT)
    assert not forces()


def test_close_closes_all_even_when_one_fails() -> None:
    class Broken(FakeTranslator):
        def close(self) -> None:
            raise EngineError("will not end")

    engines = [FakeTranslator("one", EN_ES), Broken("two", EN_ES), FakeTranslator("three", EN_ES)]
    with pytest.raises(EngineError, match="will not end"):
        TranslatorRouter(engines).close()
    assert [engine.closed for engine in engines] == [1, 0, 1]


def test_what_would_help_is_named(tmp_path: Path) -> None:
    store = offline_store(tmp_path)
    assert "dragoman models pull firefox-en-pt" in how_to_get(EN_PT, store)
    assert "apt-get install apertium apertium-afr-nld" in how_to_get(Pair("af", "nl"), store)
    assert how_to_get(Pair("en", "ja"), store).endswith("run: dragoman models pull m2m100-418m")
    assert how_to_get(Pair("en", "ja"), offline_store(tmp_path, {})) == ""


def test_create_uses_the_named_engine_and_its_options(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "model", ["__en__", "__es__"])
    config = TranslateConfig("ctranslate2", options={"model": str(folder)})
    router = create_translator(config, offline_context(tmp_path), [EN_ES], pytest.fail)
    assert router.traits.forces_prefix
    assert router.route(EN_ES) == (Leg("ctranslate2", EN_ES),)
    router.prepare()
    router.close()


def test_create_refuses_a_pair_that_cannot_be_had(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "model", ["__en__", "__es__"])
    config = TranslateConfig("ctranslate2", options={"model": str(folder)})
    with pytest.raises(UnsupportedPair, match="apt-get install apertium apertium-afr-nld"):
        create_translator(config, offline_context(tmp_path), [Pair("af", "nl")], pytest.fail)


def test_auto_takes_no_options(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"set translate\.backend too"):
        create_translator(
            TranslateConfig(options={"beam": 4}), offline_context(tmp_path), [], pytest.fail
        )


def test_auto_needs_nothing_and_names_the_way(tmp_path: Path) -> None:
    router = create_translator(TranslateConfig(), offline_context(tmp_path), [], pytest.fail)
    with pytest.raises(UnsupportedPair, match="no translator from haw to yo"):
        router.translate(request(Pair("haw", "yo")))
    router.close()


def test_an_unknown_engine_is_named_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown engine 'babelfish'.*firefox"):
        create_translator(
            TranslateConfig("babelfish"), offline_context(tmp_path), [EN_ES], pytest.fail
        )


def test_auto_leaves_out_what_is_unknown_and_says_so(tmp_path: Path, warnings: list[str]) -> None:
    config = TranslateConfig(backends=("babelfish", "ctranslate2"))
    create_translator(config, offline_context(tmp_path), [], warnings.append).close()
    assert len(warnings) == 1
    assert warnings[0].startswith("the engine babelfish is left out: ")


@pytest.mark.models
def test_a_chain_of_real_engines(store: ModelStore, warnings: list[str]) -> None:
    if ES_EN not in installed_modes(MODES):
        pytest.skip("apt-get install apertium apertium-eng-spa")
    store.ensure("firefox-en-pt")
    config = TranslateConfig(backends=("firefox", "apertium"))
    router = create_translator(config, EngineContext(store), [ES_PT], warnings.append)
    router.prepare()
    answer = router.translate(request(ES_PT, "La conferencia está bloqueada."))
    router.close()
    assert answer.via == ("en",)
    assert "bloqueada" in answer.text
    assert answer.notices == ()
    assert warnings == []


def test_terms_of_the_glossary_and_of_the_request_are_held_through_a_pivot() -> None:
    first, second = Copying("one", ES_EN), Copying("two", EN_PT)
    glossary = Glossary((Term("casa", "morada", ES_PT), Term("casa", "home", ES_EN)))
    router = TranslatorRouter([first, second], glossary=glossary)
    assert router.traits.forces_terms
    wanted = (Rendering("sol", "astro"),)
    found = router.translate(TranslationRequest("casa y sol", ES_PT, terms=wanted))
    assert (found.text, found.via) == ("morada y astro", ("en",))
    assert router.translate(request(ES_EN, "casa")).text == "home"


def test_the_same_text_is_not_translated_twice() -> None:
    engine = FakeTranslator("one", EN_ES)
    router = TranslatorRouter([engine], remembers=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        assert router.translate(request(EN_ES, text)).text == f"one:{text}"
    assert [one.text for one in engine.requests] == ["a", "b", "c", "b"]
    router.translate(request(EN_ES, "b", prefix="x"))
    assert len(engine.requests) == 5


def test_a_failure_is_not_remembered() -> None:
    engine = FakeTranslator("one", EN_ES)
    engine.fail(1)
    router = TranslatorRouter([engine], remembers=2)
    with pytest.raises(EngineError):
        router.translate(request(EN_ES))
    assert router.translate(request(EN_ES)).text == "one:x"


def test_context_goes_to_the_first_engine_of_the_way() -> None:
    first, second = FakeTranslator("one", ES_EN), FakeTranslator("two", EN_PT)
    router = TranslatorRouter([first, second])
    router.translate(TranslationRequest("b", ES_PT, context="a"))
    assert (first.requests[0].context, second.requests[0].context) == ("a", "")
    assert not router.traits.uses_context


def test_a_wrong_glossary_is_found_before_an_engine_is_made(tmp_path: Path) -> None:
    path = tmp_path / "terms"
    path.write_text("a = b = c")
    config = TranslateConfig(glossary=str(path))
    with pytest.raises(ConfigError, match="line 1"):
        create_translator(config, offline_context(tmp_path), [], pytest.fail)


class Copying(FakeTranslator):
    """Gives the text back."""

    def translate(self, request: TranslationRequest) -> TranslatedText:
        return TranslatedText(request.text)
