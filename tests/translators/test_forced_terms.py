"""Terms in translations, by fakes that behave in each way, and by the real engines."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_store.store import ModelStore
from tests.translators.engines import offline_context
from translators.backends import apertium, ctranslate2, firefox
from translators.forced_terms import force_terms
from translators.registry import EngineContext
from translators.translate import (
    Pair,
    Rendering,
    TranslatedText,
    TranslationRequest,
    Translator,
)

EN_XX = Pair("en", "xx")


class Engine:
    """Answers by a function of the text, and remembers what it was asked."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.asked: list[TranslationRequest] = []
        self._answer = answer

    def __call__(self, request: TranslationRequest) -> TranslatedText:
        self.asked.append(request)
        return TranslatedText(self._answer(request.text))


def forced(engine: Engine, text: str, *terms: tuple[str, str], prefix: str = "") -> str:
    wanted = tuple(Rendering(*term) for term in terms)
    return force_terms(TranslationRequest(text, EN_XX, prefix, terms=wanted), engine).text


def test_without_a_term_in_the_text_the_engine_is_asked_once() -> None:
    engine = Engine(str.upper)
    assert (
        forced(engine, "the mailboxes are full", ("mailbox", "caixa")) == "THE MAILBOXES ARE FULL"
    )
    assert len(engine.asked) == 1
    assert engine.asked[0].terms == ()


def test_what_is_right_already_stays_in_the_spelling_of_the_glossary() -> None:
    engine = Engine(lambda text: text.replace("fox", "dragoman"))
    assert forced(engine, "the fox speaks", ("fox", "DragoMan")) == "the DragoMan speaks"
    assert len(engine.asked) == 1


def test_the_engines_own_rendering_is_replaced() -> None:
    words = {"the mailbox is full, mailbox": "la boîte est pleine, boîte", "mailbox": "Boîte."}
    engine = Engine(words.__getitem__)
    assert forced(engine, "the mailbox is full, mailbox", ("mailbox", "casier")) == (
        "la casier est pleine, casier"
    )


def test_a_stand_in_takes_its_place_where_the_rendering_cannot_be_found() -> None:
    def answer(text: str) -> str:
        return {"mailbox": "boîte"}.get(text, text.replace("mailbox", "coffret").upper())

    engine = Engine(answer)
    assert forced(engine, "open the mailbox now", ("mailbox", "casier")) == "OPEN THE casier NOW"
    assert engine.asked[-1].text == "open the XQ1 now"


def test_a_prefix_has_the_stand_in_too() -> None:
    engine = Engine(lambda text: {"mailbox": "?"}.get(text, text.replace("mailbox", "x")))
    forced(engine, "the mailbox is full", ("mailbox", "casier"), prefix="the casier")
    assert engine.asked[-1].prefix == "the XQ1"


def test_pieces_are_translated_where_stand_ins_are_lost_too() -> None:
    def answer(text: str) -> str:
        return " ".join(word.upper() for word in text.split() if "mail" not in word)[:12].replace(
            "XQ1", ""
        )

    engine = Engine(answer)
    assert forced(engine, "Open the mailbox, then go.", ("mailbox", "casier")) == (
        "OPEN THE casier, tHEN GO."
    )
    assert forced(engine, "Mailbox", ("mailbox", "casier")) == "Casier"


def test_the_longer_of_two_terms_wins() -> None:
    engine = Engine(lambda text: text)
    terms = (("key", "touche"), ("pound key", "carré"))
    assert forced(engine, "press the pound key or a key", *terms) == "press the carré or a touche"


def test_a_number_is_not_taken_for_a_part_of_it() -> None:
    """The engine drops the last digit of what it is given alone."""
    engine = Engine(lambda text: text[:-2] if text.endswith(" 9") else text.replace(" 250", ""))
    assert forced(engine, "dial 3081 250 9 now", ("3081 250 9", "3081 250 9")) == (
        "dial 3081 250 9 now"
    )


def test_a_sentence_that_begins_with_a_term_begins_large() -> None:
    engine = Engine(lambda text: {"Mailbox full.": "Boîte pleine.", "mailbox": "boîte"}[text])
    assert forced(engine, "Mailbox full.", ("mailbox", "casier")) == "Casier pleine."


vocabulary = st.sampled_from(["sun", "moon", "mailbox", "Pound", "key", "seven", "key,"])


@given(st.lists(vocabulary, min_size=1, max_size=9), st.integers(0, 3))
def test_no_term_is_lost_and_no_word_is_doubled(words: list[str], forgets: int) -> None:
    """Engines that keep all words, or forget every second, third or fourth."""

    def answer(text: str) -> str:
        kept = [
            word for at, word in enumerate(text.split(), 1) if not forgets or at % (forgets + 1)
        ]
        return " ".join(kept)

    text = " ".join(words)
    result = forced(Engine(answer), text, ("mailbox", "casier"), ("pound key", "carré"))
    assert result.casefold().count("casier") == text.count("mailbox")
    assert result.casefold().count("carré") == text.replace(",", "").count("Pound key")
    for word in ("sun", "moon", "seven"):
        assert result.casefold().count(word) <= text.count(word)


SENTENCES = (
    "The conference is now locked.",
    "You have no new voicemail in your voicemail.",
    "Please enter your password followed by the pound key.",
    "Voicemail, Dragoman, and the conference!",
    "Welcome to the conference of Dragoman",
)
ENGLISH = ("voicemail", "pound key", "conference", "Dragoman")
RENDERED = ("guardavoz", "tecla cardinal", "videocharla", "Dragoman")


@pytest.fixture(
    params=[
        pytest.param("firefox", marks=pytest.mark.models),
        pytest.param("ctranslate2", marks=pytest.mark.shared),
        "apertium",
    ]
)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Translator]:
    made: Translator
    if request.param == "firefox":
        store: ModelStore = request.getfixturevalue("store")
        store.ensure("firefox-en-pt")
        made = firefox.BACKEND.create({}, EngineContext(store))
    elif request.param == "ctranslate2":
        folder: Path = request.getfixturevalue("shared") / "models" / "opus-prompts-en-es"
        made = ctranslate2.BACKEND.create({"model": str(folder)}, offline_context(tmp_path))
    else:
        if Pair("en", "es") not in apertium.installed_modes(apertium.MODES):
            pytest.skip("apt-get install apertium apertium-eng-spa")
        if shutil.which("lt-proc") is None:
            pytest.skip("apt-get install apertium")
        made = apertium.BACKEND.create({}, offline_context(tmp_path))
    yield made
    made.close()


def test_real_engines_have_every_term_as_often_as_it_was_said(engine: Translator) -> None:
    target = "pt" if Pair("en", "pt") in engine.traits.pairs else "es"
    terms = tuple(map(Rendering, ENGLISH, RENDERED))
    for sentence in SENTENCES:
        request = TranslationRequest(sentence, Pair("en", target), terms=terms)
        text = force_terms(request, engine.translate).text.casefold()
        for term in terms:
            said = sentence.casefold().count(term.source.casefold())
            assert text.count(term.target.casefold()) == said, text
        assert "xq" not in text
