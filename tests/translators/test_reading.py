import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.describe import ReadText
from translators.reading import in_reading_order, looks_like_text


def text(name: str, left: float, top: float, height: float = 0.1) -> ReadText:
    return ReadText(name, 0.9, left=left, top=top, right=left + 0.1, bottom=top + height)


def test_rows_from_the_top_each_from_the_left() -> None:
    found = [text("d", 0.1, 0.5), text("b", 0.6, 0.12), text("a", 0.1, 0.1), text("c", 0.5, 0.3)]
    assert [each.text for each in in_reading_order(found)] == ["a", "b", "c", "d"]


@given(st.lists(st.tuples(st.floats(0, 0.9), st.floats(0, 0.8)), max_size=20))
def test_nothing_is_lost(places: list[tuple[float, float]]) -> None:
    found = [text(str(number), *place) for number, place in enumerate(places)]
    assert sorted(in_reading_order(found), key=id) == sorted(found, key=id)


@pytest.mark.parametrize(
    ("said", "is_text"),
    [("96", True), ("A", True), ("South Tyne", True), ("|", False), ("- :;", False), ("é!", False)],
)
def test_what_is_text(said: str, is_text: bool) -> None:
    assert looks_like_text(said) is is_text
