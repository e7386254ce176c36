import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.text import clean
from captions.units import cut, join, spread
from tests.captions.strategies import texts, timed_words
from translators.recognize import Word


@given(timed_words())
def test_units_are_the_words_in_order(words: tuple[Word, ...]) -> None:
    units = cut(words, 42)
    text = clean("".join(word.text for word in words))
    assert "".join(join(units).split()) == "".join(text.split())
    assert all(unit.columns <= 42 for unit in units)
    starts_s = [unit.start_s for unit in units]
    assert starts_s == sorted(starts_s)


def test_units_keep_the_words_times_and_glue_what_no_space_parts() -> None:
    words = (Word(" don", 1.0, 1.2, 1.0), Word("'t", 1.2, 1.4, 1.0), Word(" go", 2.0, 2.5, 1.0))
    units = cut(words, 42)
    assert [(unit.text, unit.start_s, unit.end_s) for unit in units] == [
        ("don't", 1.0, 1.4),
        ("go", 2.0, 2.5),
    ]


def test_a_reader_needs_time_for_words_and_for_pairs_of_ideographs() -> None:
    units = cut(spread("two words", 0, 1), 42)
    assert sum(unit.reading_words for unit in units) == 2
    units = cut(spread("大家好大", 0, 1), 42)
    assert sum(unit.reading_words for unit in units) == 2.5
    units = cut(spread("x" * 100, 0, 1), 42)
    assert sum(unit.reading_words for unit in units) == 1


@given(texts, st.floats(0, 1e5), st.floats(0, 1e3))
def test_spread_covers_the_time_in_order(text: str, start_s: float, length_s: float) -> None:
    words = spread(text, start_s, start_s + length_s)
    assert "".join(word.text for word in words) == clean(text)
    times_s = [time for word in words for time in (word.start_s, word.end_s)]
    assert times_s == sorted(times_s)
    if words:
        assert times_s[0] == start_s
        assert times_s[-1] == pytest.approx(start_s + length_s)


def test_spread_gives_long_words_more() -> None:
    assert [(word.text, word.end_s) for word in spread("a bbb", 0.0, 4.0)] == [
        ("a", 1.0),
        (" bbb", 4.0),
    ]
