"""The numbers in a text: in digits, and in words where the language's number words are known."""

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["NUMBER_LANGUAGES", "Number", "number_runs", "numbers"]

NUMBER_LANGUAGES = frozenset({"da", "de", "en", "es", "fr", "it", "nl", "pt"})
"""Languages whose number words are read (by `text2num`)."""
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\s+|.", re.DOTALL)
_BETWEEN = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and where the text has it."""

    start: int
    end: int
    text: str
    """In digits, with the signs between them as the text has them: `28.8`."""
    is_word: bool = False
    is_ordinal: bool = False

    @property
    def digits(self) -> str:
        """What two spellings of it share: `1,250` and `1.250` are both 1250."""
        return re.sub(r"\D", "", self.text)


@lru_cache(maxsize=256)
def numbers(text: str, language: str) -> tuple[Number, ...]:
    """Numbers in their order. In other languages than `NUMBER_LANGUAGES`, those in digits."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    found = [Number(start, end, text[start:end]) for start, end in spans if text[start].isdecimal()]
    if language in NUMBER_LANGUAGES:
        found += _in_words(text, spans, language)
    return tuple(sorted(found, key=lambda number: number.start))


def number_runs(text: str, language: str) -> tuple[Number, ...]:
    """Numbers, with those that only spaces and hyphens part taken together, as in `555 0199`."""
    runs: list[Number] = []
    for number in numbers(text, language):
        last = runs[-1] if runs else None
        if last is not None and _BETWEEN.fullmatch(between := text[last.end : number.start]):
            joined = f"{last.text}{between}{number.text}"
            is_word = last.is_word and number.is_word
            runs[-1] = Number(last.start, number.end, joined, is_word)
        else:
            runs.append(number)
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class _Token:
    """A token as `text2num` wants it."""

    content: str

    def text(self) -> str:
        return self.content

    def nt_separated(self, previous: "_Token") -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False


def _in_words(text: str, spans: list[tuple[int, int]], language: str) -> list[Number]:
    from text_to_num import find_numbers

    tokens = [_Token(text[start:end]) for start, end in spans]
    return [
        Number(spans[one.start][0], spans[one.end - 1][1], one.text, True, one.is_ordinal)
        for one in find_numbers(tokens, language, 0.0)
        if spans[one.end - 1][1] - spans[one.start][0] > 1  # the letter O is not always a nought
    ]
