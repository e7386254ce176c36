"""What a translation must not lose: the numbers, names and negations of its source.

A check of words, without a model: it can say what is surely missing, not that the rest is right.
Numbers written in words count where `numbers` can read the language. A name is a capitalised word
inside a sentence, and survives in the other language's spelling. Negations are counted by clause,
since many languages say "not" twice where others say it once.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from translators.numbers import NUMBER_LANGUAGES, Number, numbers
from translators.translate import Pair

__all__ = ["Losses", "losses"]

LATIN_LANGUAGES = NUMBER_LANGUAGES | {"ca", "gl", "pl", "ro", "sv"}
"""Languages that keep the letters of a name, or nearly."""
SPELLED_OUT_BELOW = 100
"""Where written numbers cannot be read, a smaller number may have become a word unnoticed."""
ALIKE = 0.55
"""How much of a name's letters its other spelling shares: London and Londres, Spain and España."""
_NEGATIONS = {
    "en": "no not never none nobody nothing nowhere neither nor cannot without n't unable",
    "es": "no nunca jamás nada nadie ningún ninguno ninguna ningunos ningunas "
    "ni tampoco sin incapaz incapaces",
    "fr": "ne n' pas jamais rien aucun aucune ni sans non incapable incapables",
    "it": "non no mai nulla niente nessun nessuno nessuna né neanche "
    "nemmeno neppure senza incapace incapaci",
    "pt": "não nunca jamais nada ninguém nenhum nenhuma nenhuns nenhumas "
    "nem tampouco sem incapaz incapazes",
    "de": "nicht nie niemals nichts niemand niemanden kein keine keinen keiner keinem keines "
    "weder noch ohne nein nirgends unfähig",
    "ru": "не нет ни никогда никто никого никому ничего ничто нельзя нигде без",
}
_WORD = re.compile(r"n['’]t\b|\bn['’]|[^\W\d_]+?(?=n['’]t\b)|[^\W\d_]+")
_CLAUSE = re.compile(r"[,;:.!?…—–]+(?=\s|$)")
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]['\"”’)\]]*\s)[\s\"'“‘¿¡(\[—–-]*$")


@dataclass(frozen=True, slots=True)
class Losses:
    """What of the source a translation does not show."""

    numbers: tuple[str, ...] = ()
    """Their digits."""
    names: tuple[str, ...] = ()
    negations: int = 0
    """Negated clauses of the source beyond the negations of the translation."""

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def count(self) -> int:
        """How many things are missing."""
        return len(self.numbers) + len(self.names) + self.negations


def losses(source: str, translation: str, pair: Pair) -> Losses:
    """What the translation lacks."""
    return Losses(
        numbers=_lost_numbers(source, translation, pair),
        names=_lost_names(source, translation, pair),
        negations=_lost_negations(source, translation, pair),
    )


def _lost_numbers(source: str, translation: str, pair: Pair) -> tuple[str, ...]:
    said = [number.digits for number in numbers(source, pair.source) if _counts(number, pair)]
    shown = [number.digits for number in numbers(translation, pair.target)]
    if "".join(said) == "".join(shown):  # digits that were only joined or parted
        return ()
    return tuple((Counter(said) - Counter(shown)).elements())


def _counts(number: Number, pair: Pair) -> bool:
    """Whether it is surely a number, and its translation would be seen as one.

    "One" is mostly a pronoun or an article, and "second" as often a time.
    """
    if number.is_ordinal or (number.is_word and number.digits == "1"):
        return False
    if pair.target in NUMBER_LANGUAGES:
        return True
    return not number.is_word and int(number.digits) >= SPELLED_OUT_BELOW


def _lost_names(source: str, translation: str, pair: Pair) -> tuple[str, ...]:
    if not {pair.source, pair.target} <= LATIN_LANGUAGES:
        return ()
    shown = {_plain(word) for word in _NAME.findall(translation)}
    return tuple(name for name in _names(source, pair.source) if not _is_among(name, shown))


def _names(text: str, language: str) -> list[str]:
    """Capitalised words inside sentences; in German, where every noun is one, only capitals."""
    found = []
    for match in _NAME.finditer(text):
        word = match[0]
        is_name = word[0].isupper() and len(word) > 1
        if language == "de":
            is_name = is_name and word.isupper()
        if is_name and not _SENTENCE_START.search(text[: match.start()]):
            found.append(word)
    return [word for word in dict.fromkeys(found) if not word.startswith(("I'", "I’"))]


def _is_among(name: str, shown: set[str]) -> bool:
    plain = _plain(name)
    return plain in shown or any(
        SequenceMatcher(None, plain, word, autojunk=False).ratio() >= ALIKE for word in shown
    )


def _plain(word: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _lost_negations(source: str, translation: str, pair: Pair) -> int:
    if not {pair.source, pair.target} <= _NEGATIONS.keys():
        return 0
    clauses = _CLAUSE.split(source)
    said = sum(_negations(clause, pair.source) > 0 for clause in clauses)
    return max(0, said - _negations(translation, pair.target))


def _negations(text: str, language: str) -> int:
    words = _negation_words(language)
    found = (match[0].casefold().replace("’", "'") for match in _WORD.finditer(text))
    return sum(word in words for word in found)


@lru_cache
def _negation_words(language: str) -> frozenset[str]:
    return frozenset(_NEGATIONS[language].split())
