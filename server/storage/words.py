"""Words as they are searched: alike for every database and every script.

Case, width and the accents of Latin, Greek and Cyrillic letters do not matter. Scripts that are
written without spaces are searched by letters in a row.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["FoundWord", "words_of"]

_LONGEST = 64
"""Letters of a word that count."""
_ACCENTS = ("\u0300", "\u036f")


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word, and where it is in its text."""

    plain: str
    """Letters and digits only, folded."""
    start: int
    end: int


def words_of(text: str) -> Iterator[FoundWord]:
    """The words of a text, in order."""
    start: int | None = None
    for at, char in enumerate(text):
        stands_alone = _stands_alone(char)
        if start is not None and (stands_alone or not _belongs(char)):
            yield from _found(text, start, at)
            start = None
        if stands_alone:
            yield from _found(text, at, at + 1)
        elif start is None and _belongs(char):
            start = at
    if start is not None:
        yield from _found(text, start, len(text))


def _found(text: str, start: int, end: int) -> Iterator[FoundWord]:
    plain = _folded(text[start:end])[:_LONGEST]
    if plain:
        yield FoundWord(plain, start, end)


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    bare = (char for char in apart if not _ACCENTS[0] <= char <= _ACCENTS[1])
    whole = unicodedata.normalize("NFC", "".join(bare)).casefold()
    return "".join(filter(_belongs, whole))


def _belongs(char: str) -> bool:
    """Letters, digits, and the marks that are part of letters."""
    return unicodedata.category(char)[0] in "LNM"


def _stands_alone(char: str) -> bool:
    """Ideographs, kana, and letters of Thai, Lao, Burmese and Khmer."""
    return (
        "\u3040" <= char <= "\u30ff"
        or "\u3400" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U0003ffff"
        or "\u0e00" <= char <= "\u0eff"
        or "\u1000" <= char <= "\u109f"
        or "\u1780" <= char <= "\u17ff"
    ) and _belongs(char)
