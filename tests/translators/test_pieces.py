from hypothesis import given
from hypothesis import strategies as st

from translators.pieces import pieces, printable


def at_most(length: int):
    return lambda text: len(text) <= length


def test_a_text_that_fits_stays_whole() -> None:
    assert pieces(" One. Two. ", at_most(20)) == ["One. Two."]


def test_sentences_come_before_words() -> None:
    assert pieces("One two. Three four.", at_most(12)) == ["One two.", "Three four."]
    assert pieces("今日は。元気です。", at_most(6)) == ["今日は。", "元気です。"]
    assert pieces("one two three four", at_most(10)) == ["one two", "three four"]


def test_nothing_gives_no_piece() -> None:
    assert pieces(" \n ", at_most(5)) == []


@given(st.text(), st.integers(1, 20))
def test_no_character_is_lost_and_every_piece_fits(text: str, length: int) -> None:
    parts = pieces(text, at_most(length))
    assert all(part.strip() and len(part) <= length for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(alphabet=st.characters()))
def test_printable_can_be_encoded(text: str) -> None:
    cleaned = printable(text)
    assert b"\0" not in cleaned.encode()
    assert len(cleaned) == len(text)


def test_printable_replaces_control_characters() -> None:
    assert printable("a\0b\ud800c\nd\te") == "a b c\nd\te"
