"""Texts as the words that count, so that spelling is no error, and how far two texts differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

__all__ = ["WordErrors", "bare", "normalize", "plain_words", "word_errors"]

LONGEST_NUMBER = 6
"""Figures beyond which, or after a zero, they are said one by one."""


@dataclass(frozen=True, slots=True)
class WordErrors:
    """What was misheard, over a text."""

    errors: int
    """Substituted, deleted and inserted words."""
    words: int
    """Words of the reference."""

    @property
    def rate(self) -> float:
        """Word error rate: 0 is perfect, it may exceed 1."""
        return self.errors / self.words if self.words else float(self.errors > 0)


@cache
def _normalizer(language: str) -> Any:
    from whisper_normalizer.basic import BasicTextNormalizer
    from whisper_normalizer.english import EnglishTextNormalizer

    # Accents go: many of the prompts' lists were typed without them.
    return EnglishTextNormalizer() if language == "en" else BasicTextNormalizer(True)


def normalize(text: str, language: str) -> str:
    """The text as Whisper's authors compare texts: without case and punctuation.

    Numbers are written in one way: as figures in English, in words elsewhere. Other languages lose
    their accents.
    """
    plain = _normalizer(language)
    # It leaves a full stop of an ellipsis standing alone, which nobody says.
    words = [word for word in plain(text).split() if any(map(str.isalnum, word))]
    if language != "en":
        words = [plain(_in_words(word, language)) if word.isdecimal() else word for word in words]
    return " ".join(words)


@cache
def _in_words(number: str, language: str) -> str:
    """A number of figures as it is said; itself where nobody knows how that is."""
    from num2words import num2words

    if len(number) > LONGEST_NUMBER or number != str(int(number)):
        return number
    try:
        said: str = num2words(int(number), lang=language)
    except NotImplementedError:
        return number
    return said


@cache
def bare(word: str) -> str:
    """A word without case and punctuation; empty where there is nothing else."""
    return "".join(filter(str.isalnum, word)).casefold()


def plain_words(text: str) -> list[str]:
    """Words without case and punctuation, one for each word that a reader sees."""
    return [plain for word in text.split() if (plain := bare(word))]


def word_errors(references: Sequence[str], heard: Sequence[str], language: str) -> WordErrors:
    """Errors over pairs of texts; both sides are normalized first."""
    import jiwer

    errors = words = 0
    for reference, hypothesis in zip(references, heard, strict=True):
        said, got = normalize(reference, language), normalize(hypothesis, language)
        words += len(said.split())
        if not said:
            errors += len(got.split())
            continue
        found = jiwer.process_words(said, got)
        errors += found.substitutions + found.deletions + found.insertions
    return WordErrors(errors, words)
