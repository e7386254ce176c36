"""Text on its way to a voice: cleaned, cut into clauses, and gathered into pieces.

A piece is what a neural voice says in one pass. The first one is short, so that sound leaves
early; while it plays there is time for a longer one, and longer ones sound better. Each may be no
more than GROWTH times as long as the one before: a voice that takes 0.6 s for a second of speech
would otherwise leave a hole in the middle of the sentence.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Clause", "clauses", "first_piece_chars", "is_speakable", "pieces", "speakable"]

FIRST_PIECE_CHARS = 40
LONGEST_PIECE_CHARS = 120
GROWTH = 1.6
CHARS_MADE_PER_S = 20
"""How much a neural voice gets ready in a second, on two cores that it shares."""

_MARKS = "…?!.;:—,"
"""What a clause may end with, the strongest first."""
_SAME_MARKS = str.maketrans(
    {
        "。": ". ",
        "．": ". ",
        "，": ", ",
        "、": ", ",
        "？": "? ",
        "！": "! ",
        "：": ": ",
        "；": "; ",
        "।": ". ",
        "؟": "?",
        "،": ",",
        "؛": ";",
        "\n": ". ",
        "\u2028": ". ",
        "\u2029": ". ",
        "’": "'",
        "(": ", ",
        ")": ", ",
        "[": ", ",
        "]": ", ",
        "{": ", ",
        "}": ", ",
        **dict.fromkeys('"“”„«»‹›¿¡*_`~|', " "),
    }
)
_BOUNDARY = re.compile(r"((?:\.\.\.|[…?!.;:—,])(?:[\s…?!.;:—,]*))(?=\s|$)|(\s[-–—―]+)(?=\s)")
_JOINERS = "\u200c\u200d"
"""They change how Hindi and Arabic letters are read; every other invisible character goes."""
_ABBREVIATIONS = {
    "en": {"Mr": "Mr", "Mrs": "Mrs", "Ms": "Ms", "Dr": "Dr", "Prof": "Professor", "St": "St"},
    "es": {"Sr": "señor", "Sra": "señora", "Srta": "señorita", "Dr": "doctor", "Dra": "doctora"},
    "fr": {"M": "Monsieur", "Mme": "Madame", "Mlle": "Mademoiselle", "Dr": "docteur"},
    "it": {"sig": "signor", "dott": "dottor", "Sig": "signor", "Dott": "dottor"},
    "pt": {"Sr": "senhor", "Sra": "senhora", "Dr": "doutor", "Dra": "doutora", "Av": "avenida"},
}
"""Titles in front of a name, whose dot ends no sentence."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Words said in one breath, and the mark after them."""

    text: str
    mark: str = ""
    """One of `…?!.;:—,`, or empty where a long clause was cut between two words."""


def is_speakable(text: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(unicodedata.category(char)[0] in "LN" for char in text)


def speakable(text: str) -> str:
    """The text without control characters, pictures and broken code points."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_said(char) for char in composed)


def _said(char: str) -> str:
    if char.isspace() or char in _JOINERS:
        return char
    category = unicodedata.category(char)
    picture = category in ("So", "Sk", "Me") and ord(char) >= 0x2190
    variation = 0xFE00 <= ord(char) <= 0xFE0F
    return " " if category[0] == "C" or picture or variation else char


def clauses(text: str, language: str) -> list[Clause]:
    """Cut at punctuation that ends a clause: not inside 3.5, 10:30, a URL or after Mr."""
    said = _without_abbreviations(speakable(text), language).translate(_SAME_MARKS)
    found: list[Clause] = []
    start = 0
    for boundary in [*_BOUNDARY.finditer(said), None]:
        end = boundary.start() if boundary else len(said)
        words = " ".join(said[start:end].split())
        if is_speakable(words):
            found.append(Clause(words, _strongest(boundary[0]) if boundary else ""))
        start = boundary.end() if boundary else end
    return found


def _without_abbreviations(text: str, language: str) -> str:
    known = _ABBREVIATIONS.get(language)
    if known is None:
        return text
    names = "|".join(sorted(known, key=len, reverse=True))
    return re.sub(rf"\b({names})\.(?=\s\w)", lambda match: known[match[1]], text)


def _strongest(marks: str) -> str:
    marks = marks.replace("...", "…")
    return next((mark for mark in _MARKS if mark in marks), "—")


def first_piece_chars(slack_s: float) -> int:
    """How long the first piece may be if its sound is needed after this time."""
    spare_chars = int(max(0.0, slack_s) * CHARS_MADE_PER_S)
    return min(LONGEST_PIECE_CHARS, FIRST_PIECE_CHARS + spare_chars)


def pieces(
    found: list[Clause],
    first_chars: int = FIRST_PIECE_CHARS,
    longest_chars: int = LONGEST_PIECE_CHARS,
) -> Iterator[tuple[Clause, ...]]:
    """Gather clauses up to a length that grows; a longer one is cut between words."""
    waiting = found[::-1]
    limit = first_chars
    while waiting:
        piece: list[Clause] = []
        while waiting and sum(len(clause.text) for clause in [*piece, waiting[-1]]) <= limit:
            piece.append(waiting.pop())
        if not piece:
            head, *rest = _cut(waiting.pop(), limit)
            waiting.extend(reversed(rest))
            piece = [head]
        yield tuple(piece)
        said_chars = sum(len(clause.text) for clause in piece)
        limit = min(longest_chars, max(first_chars, int(said_chars * GROWTH)))


def _cut(clause: Clause, limit: int) -> list[Clause]:
    """Two parts of a clause, the first at most `limit` long, the second begun by a short word.

    Short words (articles, prepositions, conjunctions) begin what belongs together.
    """
    if len(clause.text) <= limit * 1.2:
        return [clause]
    spaces = [match.start() for match in re.finditer(" ", clause.text) if match.start() <= limit]
    late = [space for space in spaces if space > limit // 2] or spaces
    at = max(late, key=lambda space: (_begins_short(clause.text, space), space), default=limit)
    return [Clause(clause.text[:at].strip()), Clause(clause.text[at:].strip(), clause.mark)]


def _begins_short(text: str, space: int) -> bool:
    word = text[space + 1 :].split(" ", 1)[0]
    return len(word) <= 3
