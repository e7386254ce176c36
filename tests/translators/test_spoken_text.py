from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.spoken_text import (
    Clause,
    clauses,
    first_piece_chars,
    is_speakable,
    pieces,
    speakable,
)

anything = st.text(st.characters(exclude_categories=()), max_size=300)
sentences = st.text(st.sampled_from("abc é.,;:!?… —()\"\n'"), max_size=300)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, world.", [("Hello", ","), ("world", ".")]),
        ("It costs 3.50, at 10:30.", [("It costs 3.50", ","), ("at 10:30", ".")]),
        ("see http://a.b/c?d=1,2 now", [("see http://a.b/c?d=1,2 now", "")]),
        ("Wait... what?!", [("Wait", "…"), ("what", "?")]),
        ("¿Qué? ¡Ya!", [("Qué", "?"), ("Ya", "!")]),
        ("one - two — three", [("one", "—"), ("two", "—"), ("three", "")]),
        ("He said (softly) yes.", [("He said", ","), ("softly", ","), ("yes", ".")]),
        ("first\nsecond", [("first", "."), ("second", "")]),
        ("नमस्ते। ठीक है।", [("नमस्ते", "."), ("ठीक है", ".")]),
        ("你好，很好。", [("你好", ","), ("很好", ".")]),
        ("...", []),
    ],
)
def test_clauses_end_at_punctuation(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(clause.text, clause.mark) for clause in clauses(text, "en")] == expected


def test_the_dot_of_a_title_ends_no_clause() -> None:
    assert clauses("O Sr. Silva e a Dra. Ana.", "pt") == [
        Clause("O senhor Silva e a doutora Ana", ".")
    ]
    assert clauses("Mr. Smith.", "en") == [Clause("Mr Smith", ".")]


def test_pictures_and_control_characters_are_not_spoken() -> None:
    assert not is_speakable(speakable("\U0001f600\u2764\ufe0f\x07"))
    assert speakable("20 °C\x00") == "20 °C "


def test_the_first_piece_is_short_and_each_other_little_longer_than_the_last() -> None:
    found = clauses("A short start, then a clause that is a little longer. " * 6, "en")
    lengths = [sum(len(clause.text) for clause in piece) for piece in pieces(found)]
    assert lengths[0] <= 40
    assert 60 < max(lengths) <= 120
    for earlier, later in pairwise(lengths):
        assert later <= max(40, earlier * 1.6) * 1.2


def test_a_long_clause_is_cut_before_a_short_word() -> None:
    found = clauses("Please bring everything you need for the meeting with the director", "en")
    first, second = pieces(found)
    assert first[0] == Clause("Please bring everything you need for")
    assert second[0].text.startswith("the meeting")


@given(sentences)
def test_no_word_is_lost(text: str) -> None:
    found = clauses(text, "xx")
    words = " ".join(clause.text for clause in found).split()
    gathered = " ".join(clause.text for piece in pieces(found) for clause in piece).split()
    assert "".join(gathered) == "".join(words)
    assert [char for char in "".join(words) if char.isalpha()] == [
        char for char in text if char.isalpha()
    ]


@given(anything)
def test_any_text_gives_speakable_clauses(text: str) -> None:
    for clause in clauses(text, "en"):
        assert is_speakable(clause.text)
        assert clause.text == " ".join(clause.text.split())
        assert clause.mark == "" or len(clause.mark) == 1


@given(st.text("ab ", max_size=400), st.integers(10, 60))
def test_pieces_keep_to_their_length(text: str, first: int) -> None:
    for number, piece in enumerate(pieces(clauses(text, "en"), first, 120)):
        limit = (first if number == 0 else 120) * 1.2
        assert 0 < sum(len(clause.text) for clause in piece) <= limit


def test_with_time_to_spare_the_first_piece_is_longer() -> None:
    assert first_piece_chars(0.0) == 40
    assert first_piece_chars(2.0) == 80
    assert first_piece_chars(60.0) == 120
