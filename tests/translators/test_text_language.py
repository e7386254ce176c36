import pytest

from translators.text_language import text_language

VOICED = ("de", "en", "es", "fr", "hi", "it", "ja", "pt", "zh")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please hold while I try that extension.", "en"),
        ("Olá, tudo bem com você?", "pt"),
        ("Bonjour à tous et bienvenue.", "fr"),
        ("Hola, ¿cómo está usted?", "es"),
        ("Guten Tag, wie geht es Ihnen?", "de"),
        ("こんにちは", "ja"),
        ("नमस्ते, आप कैसे हैं?", "hi"),
    ],
)
def test_the_language_of_a_sentence(text: str, language: str) -> None:
    assert text_language(text, VOICED, "en") == language


@pytest.mark.parametrize("text", ["1234", "OK", "", "?!"])
def test_what_tells_nothing_leaves_it_at_the_usual_one(text: str) -> None:
    assert text_language(text, VOICED, "pt") == "pt"


def test_only_languages_that_are_known_are_answered() -> None:
    assert text_language("Guten Tag, wie geht es Ihnen?", ("en", "nl"), "en") in ("en", "nl")
    assert text_language("Guten Tag", (), "en") == "en"
