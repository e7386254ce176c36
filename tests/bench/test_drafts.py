import pytest

from bench.drafts import Calmness, follow
from translators.translate import Pair, TranslationRequest, TranslatorTraits

PAIR = Pair("en", "es")
PLAIN = TranslatorTraits("plain", frozenset({PAIR}))


def word_by_word(request: TranslationRequest) -> str:
    return " ".join(f"es{word}" for word in request.text.split())


def test_a_calm_translator_takes_nothing_back() -> None:
    found = follow("a b c d e.", PAIR, PLAIN, word_by_word)
    # Two drafts agree on all words but the last, of which one more waits: a word stands two later;
    # the end of the sentence brings the last ones.
    assert found == Calmness(words=5, erased=0, late_words=2 + 2 + 2 + 1 + 0)


def test_words_that_are_shown_and_replaced_are_counted() -> None:
    def changing(request: TranslationRequest) -> str:
        words = word_by_word(request)
        return words if len(request.text.split()) < 6 else words.replace("esa", "otra")

    found = follow("a b c d e f", PAIR, PLAIN, changing)
    assert found.words == 6
    assert found.erased == 3, "all that was shown behind the first difference"


def test_results_add_up() -> None:
    one = Calmness(2, 1, 3.0)
    assert one + Calmness(1, 0, 0.5) == Calmness(3, 1, 3.5)
    assert sum([one, one], Calmness(0, 0, 0.0)).words == pytest.approx(4)
