import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.storage.words import words_of


def plain(text: str) -> list[str]:
    return [word.plain for word in words_of(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("don't 3.5 %", ["don", "t", "3", "5"]),
        ("Não à ação — ÉCOLE", ["nao", "a", "acao", "ecole"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("ёлка Ёлка", ["елка", "елка"]),
        ("Ａｂｃ１２", ["abc12"]),
        ("今日は good", ["今", "日", "は", "good"]),
        ("हिन्दी", ["हिन्दी"]),
        ("한국어 말", ["한국어", "말"]),
        ("a" * 100, ["a" * 64]),
        (" \0' \" -- ", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert plain(text) == words


def test_places() -> None:
    text = "Ora, a ÉCOLE 今日"
    assert [text[word.start : word.end] for word in words_of(text)] == [
        *("Ora", "a", "ÉCOLE"),
        *("今", "日"),
    ]


@given(st.text())
def test_words_hold_nothing_that_a_database_could_take_for_syntax(text: str) -> None:
    end = 0
    for word in words_of(text):
        assert word.plain
        assert all(unicodedata.category(char)[0] in "LNM" for char in word.plain)
        assert end <= word.start < word.end <= len(text)
        end = word.end
