import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.words import WordErrors, normalize, plain_words, word_errors


def test_english_numbers_and_spelling_are_no_errors() -> None:
    assert normalize("Press TWO, please: it's colour!", "en") == normalize(
        "press 2 please it is color", "en"
    )


def test_other_languages_lose_accents_and_no_letters() -> None:
    assert normalize("¡Así, no! ¿Contraseña?", "es") == "asi no contrasena"
    assert normalize("Нажмите «два»", "ru") == "нажмите два"


@pytest.mark.parametrize(
    ("language", "figures", "words"),
    [
        ("es", "Oprima 2, 16 o 21.", "oprima dos, dieciséis o veintiuno"),
        ("pt", "Faltam 5 dias de 1984", "faltam cinco dias de mil novecentos e oitenta e quatro"),
        ("fr", "Tapez 0", "tapez zéro"),
    ],
)
def test_numbers_in_figures_are_no_errors(language: str, figures: str, words: str) -> None:
    assert word_errors([words], [figures], language).errors == 0


@pytest.mark.parametrize("text", ["007", "5551234567", "mp3", "٣"])
def test_figures_that_are_no_number_to_be_said_stay(text: str) -> None:
    assert normalize(text, "es") == text


def test_numbers_of_a_language_that_nobody_wrote_down_stay() -> None:
    assert normalize("2 ngwa", "qu") == "2 ngwa"


def test_plain_words_have_neither_case_nor_punctuation() -> None:
    assert plain_words("Hello,  World - it's me…") == ["hello", "world", "its", "me"]


def test_errors_are_counted_over_all_texts() -> None:
    found = word_errors(["one dog barked", "yes"], ["one cat barked loudly", "yes"], "en")
    assert found == WordErrors(errors=2, words=4)
    assert found.rate == 0.5


@pytest.mark.parametrize(("errors", "rate"), [(0, 0.0), (3, 1.0)])
def test_a_rate_over_nothing(errors: int, rate: float) -> None:
    assert WordErrors(errors, 0).rate == rate


def test_what_was_heard_where_nothing_was_said_is_wrong() -> None:
    assert word_errors(["... ..."], ["thank you"], "en") == WordErrors(2, 0)


@given(st.lists(st.sampled_from(["press", "two", "now", "Madam"]), min_size=1))
def test_a_text_is_like_itself(said: list[str]) -> None:
    text = " ".join(said)
    assert word_errors([text], [text.upper()], "en").errors == 0
