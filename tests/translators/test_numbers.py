import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.numbers import NUMBER_LANGUAGES, number_runs, numbers


def found(text: str, language: str = "en") -> list[str]:
    return [number.text for number in numbers(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("dial 1234, or 28.8 in 3 hours", "en", ["1234", "28.8", "3"]),
        ("twenty-three, or one hundred and five", "en", ["23", "105"]),
        ("four two seven", "en", ["4", "2", "7"]),
        ("vinte e três mil", "pt", ["23000"]),
        ("dos mil veintitrés", "es", ["2023"]),
        ("quatre-vingt-dix", "fr", ["90"]),
        ("dreiundzwanzig", "de", ["23"]),
        ("Mrs. O'Brien at nine o'clock", "en", ["9"]),
        ("двадцать три или 45", "ru", ["45"]),
        ("no number", "en", []),
        ("", "en", []),
    ],
)
def test_numbers_in_digits_and_words(text: str, language: str, expected: list[str]) -> None:
    assert found(text, language) == expected


def test_the_spelling_of_a_number_does_not_matter() -> None:
    (english,), (portuguese,) = numbers("1,250 rooms", "en"), numbers("1.250 hóspedes", "pt")
    assert english.digits == portuguese.digits == "1250"


def test_where_it_is_and_whether_it_was_a_word() -> None:
    text = "press twenty-three or 5, the third time"
    marked = [
        (text[one.start : one.end], one.is_word, one.is_ordinal) for one in numbers(text, "en")
    ]
    assert marked == [("twenty-three", True, False), ("5", False, False), ("third", True, True)]


def test_runs_are_numbers_with_nothing_but_spaces_and_hyphens_between() -> None:
    text = "call 555-0199 or four two seven one, 3 or 4"
    runs = number_runs(text, "en")
    assert [text[run.start : run.end] for run in runs] == [
        *("555-0199", "four two seven one", "3", "4")
    ]
    assert [run.text for run in runs] == ["555-0199", "4 2 7 1", "3", "4"]


@given(st.text(max_size=60), st.sampled_from(sorted(NUMBER_LANGUAGES | {"ru", "zh"})))
def test_any_text_has_its_numbers_in_order_inside_it(text: str, language: str) -> None:
    end = 0
    for number in numbers(text, language):
        assert end <= number.start < number.end <= len(text)
        end = number.end
        assert number.digits
