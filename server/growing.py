"""Text that only grows: segments joined into one, and what each revision adds to it."""

import math
from collections.abc import Iterable

from translators.recognize import Word

__all__ = ["Growing", "between", "joined", "log_probabilities", "log_probability"]

_LEAST_PROBABILITY = 1e-6

_WITHOUT_SPACES = frozenset({"bo", "ja", "km", "lo", "my", "th", "yue", "zh"})
"""Languages that do not write spaces between sentences."""


def between(language: str) -> str:
    """What stands between two segments of a language."""
    return "" if language in _WITHOUT_SPACES else " "


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """Texts with their languages as one text."""
    text = ""
    for part, language in parts:
        text += f"{between(language)}{part}" if text and part else part
    return text


def log_probability(word: Word) -> float:
    """How likely a word is."""
    return round(math.log(max(_LEAST_PROBABILITY, word.probability)), 4)


def log_probabilities(words: Iterable[Word]) -> list[dict[str, object]]:
    """How likely words are; what clients call tokens are our words."""
    return [
        {"token": word.text, "bytes": list(word.text.encode()), "logprob": log_probability(word)}
        for word in words
    ]


class Growing:
    """Turns revisions of segments, in order, into pieces that are only ever added."""

    def __init__(self) -> None:
        self.text = ""
        """All pieces so far."""
        self._segment_id: int | None = None
        self._sent = ""

    def add(self, segment_id: int, stable: str, language: str) -> str:
        """What a revision's stable text adds; empty if nothing."""
        if segment_id != self._segment_id:
            self._segment_id, self._sent = segment_id, ""
        if not stable.startswith(self._sent) or stable == self._sent:
            return ""
        piece = stable[len(self._sent) :]
        if self.text and not self._sent:
            piece = between(language) + piece
        self._sent = stable
        self.text += piece
        return piece
