"""Cutting a text that is too long for an engine, at the best places there are."""

import re
from collections.abc import Callable

__all__ = ["pieces", "printable"]

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।])\s*")
# Everything below the space but tab and line feed; and halves of surrogate pairs, which no
# engine can encode.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with control characters and lone surrogates turned into spaces."""
    return _UNPRINTABLE.sub(" ", text)


def pieces(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The text as pieces that fit: whole, else by sentences, else halved at a space, or anywhere.

    No piece is blank; joined with spaces they hold every word of the text in order.
    """
    text = text.strip()
    if not text:
        return []
    if len(text) == 1 or fits(text):
        return [text]
    sentences = [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]
    parts = sentences if len(sentences) > 1 else _halves(text)
    return [piece for part in parts for piece in pieces(part, fits)]


def _halves(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    before, after = text.rfind(" ", 0, middle + 1), text.find(" ", middle)
    spaces = [place for place in (before, after) if place > 0]
    cut = min(spaces, key=lambda place: abs(place - middle)) if spaces else middle
    return text[:cut], text[cut:]
