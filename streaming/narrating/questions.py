"""Questions that the things in view answer by themselves: how many, where, is there.

An engine that looks at the picture takes seconds; this takes nothing, and says no more than the
detector knows.
"""

import re

from streaming.narrating.scenery import Scenery
from streaming.narrating.wording.nouns import ALIASES, NOUNS, THING
from streaming.narrating.wording.words import Thing, Words

__all__ = ["answer_from_view"]

_HOW_MANY = {
    "en": "how many",
    "es": "cuántos|cuántas|cuantos|cuantas",
    "de": "wie viele|wieviele",
    "fr": "combien",
}
_WHERE = {
    "en": "where is|where are|where's|is there|are there|do you see|can you see",
    "es": "dónde está|dónde están|donde está|hay|ves",
    "de": "wo ist|wo sind|gibt es|ist da|siehst du",
    "fr": "où est|où sont|où se trouve|y a-t-il|est-ce qu'il y a|vois-tu|voyez-vous",
}


def answer_from_view(question: str, scenery: Scenery, words: Words, labels: frozenset[str]) -> str:
    """The answer; empty if the question is another one, or about what the detector cannot see.

    `labels` are those of the detector.
    """
    plain = question.lower().replace("’", "'")
    language = words.language
    counts = _begins(plain, _HOW_MANY[language])
    if not counts and not _begins(plain, _WHERE[language]):
        return ""
    label = _named(plain, language)
    if label is None or label not in {ALIASES.get(each, each) for each in labels}:
        return ""
    seen = scenery.of(label)
    if not seen:
        return words.not_seen(label)
    if counts:
        return words.things([Thing(label, len(seen), (), all(map(scenery.is_sure, seen)))])
    return words.things(scenery.things(seen))


def _begins(text: str, phrases: str) -> bool:
    return any(text.lstrip("¿ ").startswith(phrase) for phrase in phrases.split("|"))


def _named(text: str, language: str) -> str | None:
    """The label of the thing that is named; the longest name wins."""
    found: list[tuple[int, str]] = []
    for label, noun in NOUNS[language].items():
        names = {noun.one, noun.many, *((label,) if language == "en" else ())} - {THING}
        found.extend((len(name), label) for name in names if _has(text, name.lower()))
    return max(found)[1] if found else None


def _has(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
