from collections.abc import Mapping

import pytest

from model_store.store import ModelStore
from streaming.faithful import faithful_translation, keeps_as_much
from translators.backends import firefox
from translators.faithfulness import losses
from translators.registry import EngineContext
from translators.router import TranslatorRouter
from translators.translate import Pair, TranslationRequest

EN_PT = Pair("en", "pt")


class Phrases:
    """Translates by a list, and remembers what it was asked."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._phrases = phrases
        self.asked: list[TranslationRequest] = []

    def __call__(self, request: TranslationRequest) -> str:
        self.asked.append(request)
        if request.terms:
            return " ".join(term.target for term in request.terms)
        return self._phrases[request.text]


def best(phrases: Phrases, text: str, *, forces_terms: bool = False, **options) -> str:
    request = TranslationRequest(text, EN_PT, **options.pop("request", {}))
    return faithful_translation(request, phrases, forces_terms=forces_terms, **options)


def test_a_whole_translation_is_asked_for_once():
    phrases = Phrases({"Dial 5.": "Marque 5."})
    assert best(phrases, "Dial 5.") == "Marque 5."
    assert len(phrases.asked) == 1


def test_clauses_are_tried_where_the_whole_loses_a_negation():
    phrases = Phrases(
        {
            "No, do not press it.": "Não pressione.",
            "No,": "Não,",
            "do not press it.": "não o pressione.",
        }
    )
    assert best(phrases, "No, do not press it.") == "Não, não o pressione."


def test_the_draft_and_the_rest_are_tried():
    phrases = Phrases({"Ask Sarah again.": "Pergunte de novo.", "again.": "de novo."})
    found = best(phrases, "Ask Sarah again.", draft=("Ask Sarah", "Pergunte à Sarah"))
    assert found == "Pergunte à Sarah de novo."


def test_numbers_are_held_as_terms_in_the_end():
    phrases = Phrases({"Call four two seven.": "Chame quatro sete."})
    assert best(phrases, "Call four two seven.", forces_terms=True) == "4 2 7"
    assert best(phrases, "Call four two seven.") == "Chame quatro sete."


def test_the_first_of_equals_stays():
    phrases = Phrases({"Ask Sarah, now.": "Pergunte já.", "Ask Sarah,": "Pede,", "now.": "já."})
    assert best(phrases, "Ask Sarah, now.") == "Pergunte já."


def test_others_are_not_held_to_what_was_shown():
    phrases = Phrases({"Dial 5.": "Marque."})
    best(phrases, "Dial 5.", request={"prefix": "Marque", "prefix_bias": 0.5})
    assert [(one.prefix, one.prefix_bias) for one in phrases.asked] == [
        ("Marque", 0.5),
        ("", None),
    ]


def test_what_keeps_as_much():
    request = TranslationRequest("Dial 42 and ask Sarah.", EN_PT)
    assert keeps_as_much(request, "Marque", "Disque")
    assert keeps_as_much(request, "Marque", "Marque 42")
    assert not keeps_as_much(request, "Marque 42", "Disque")


@pytest.mark.models
@pytest.mark.parametrize(
    "text",
    [
        "Call extension four two seven one and ask for Sarah.",
        "My phone number is 0 2 0 7 9 4 6 0 0 0 1.",
        "Dial one eight hundred five five five one two one two.",
    ],
)
def test_digits_that_firefox_drops_are_there(store: ModelStore, text: str):
    store.ensure("firefox-en-pt")
    engine = firefox.BACKEND.create({}, EngineContext(store))
    router = TranslatorRouter([engine])
    request = TranslationRequest(text, EN_PT)
    assert losses(text, router.translate(request).text, EN_PT).numbers
    found = faithful_translation(request, lambda one: router.translate(one).text, forces_terms=True)
    assert not losses(text, found, EN_PT).numbers
    router.close()
