from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from captions.text import clean, glyphs, may_break, squeeze, width
from tests.captions.strategies import texts


@given(texts | st.text())
def test_clean_text_is_one_printable_line(text: str) -> None:
    shown = clean(text)
    assert len(shown.splitlines()) <= 1
    assert shown == shown.strip()
    assert clean(shown) == shown
    shown.encode()
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)


def test_clean_keeps_words_apart_and_keeps_spaces_that_forbid_a_break() -> None:
    assert clean(" a\r\n\tb\u2028c\x00d ") == "a b cd"
    assert clean("vous\u00a0?") == "vous\u00a0?"
    assert squeeze("  a ") == " a "


@given(st.text())
def test_glyphs_join_to_the_text(text: str) -> None:
    assert "".join(glyphs(text)) == text


def test_glyphs_keep_together_what_is_one_picture_or_letter() -> None:
    assert glyphs("e\u0301👩‍👩‍👧👍🏽🇵🇹🇪🇸x") == ["e\u0301", "👩‍👩‍👧", "👍🏽", "🇵🇹", "🇪🇸", "x"]
    assert glyphs("a \u0301b") == ["a", " ", "\u0301", "b"]


def test_width_counts_columns() -> None:
    assert width("abc") == 3
    assert width("大a") == 3
    assert width("e\u0301\u200d") == 1
    assert width("한") == 2


def test_wide_text_breaks_between_letters_but_not_before_closing_marks() -> None:
    text = "大（家）好。ちょっGPU한국"
    breaks = [before + after for before, after in pairwise(text) if may_break(before, after)]
    assert breaks == ["大（", "）好", "。ち", "っG", "U한"][:4]
