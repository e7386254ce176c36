"""A glossary: terms that must be heard, and rendered, in one way.

A file in UTF-8, one term a line: `voicemail = correio de voz`, or with a tab instead of ` = `. A
term without a rendering stays as it is. `[en-pt]` on a line of its own says for which direction
the following lines are, and so does a third column; without either a line is for all directions.
Lines that begin with `#` are comments.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from configs.errors import ConfigError
from translators.languages import find_language
from translators.translate import Pair, Rendering

__all__ = ["Glossary", "Term", "read_glossary"]

MAX_TERMS = 2000
"""More is a dictionary: every sentence would be searched for all of them."""
MAX_CHARS = 80
"""Of a term: longer is a sentence."""
_SECTION = re.compile(r"\[\s*([^\]\s-]+)\s*-\s*([^\]\s-]+)\s*\]")
_SIGNS = re.compile(r"\s=(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase, its rendering, and for which direction."""

    source: str
    target: str
    pair: Pair | None = None
    """None: for all directions."""

    def serves(self, pair: Pair) -> bool:
        """Whether it is for this direction."""
        return self.pair is None or self.pair == pair


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a file, in its order."""

    terms: tuple[Term, ...] = ()

    def renderings(self, pair: Pair) -> tuple[Rendering, ...]:
        """What must be rendered how in one direction; a term for the pair wins over a general."""
        found: dict[str, Rendering] = {}
        for term in sorted(self.terms, key=lambda term: term.pair is not None):
            if term.serves(pair):
                found[term.source.casefold()] = Rendering(term.source, term.target)
        return tuple(found.values())

    def hotwords(self, language: str | None, targets: Iterable[str]) -> tuple[str, ...]:
        """Phrases to expect in speech of a language (None: not known yet), each once.

        Terms for all directions come along; with targets, those for other targets do not.
        """
        wanted = set(targets)
        fitting = (
            term.source
            for term in self.terms
            if term.pair is None
            or (language in (None, term.pair.source) and (not wanted or term.pair.target in wanted))
        )
        return tuple(dict.fromkeys(fitting))


def read_glossary(path: Path) -> Glossary:
    """The terms of a file. Raises `ConfigError` with the number of the line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError("glossary", f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError("glossary", f"{path} is not text in UTF-8") from error
    reader = _Reader(path)
    for number, line in enumerate(text.splitlines(), 1):
        reader.read(number, line)
    return Glossary(tuple(reader.terms.values()))


class _Reader:
    """Takes the lines one by one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pair: Pair | None = None
        self.terms: dict[tuple[str, Pair | None], Term] = {}

    def read(self, number: int, line: str) -> None:
        """One line; raises `ConfigError`."""
        try:
            self._read(line)
        except ValueError as error:
            raise ConfigError(f"{self._path}, line {number}", str(error)) from error

    def _read(self, line: str) -> None:
        text = line.strip()
        if not text or text.startswith("#"):
            return
        section = _SECTION.fullmatch(text)
        if section:
            self._pair = _pair(section[1], section[2])
            return
        term = self._term(line)
        known = self.terms.setdefault((term.source.casefold(), term.pair), term)
        if known.target != term.target:
            raise ValueError(f"{term.source!r} has another rendering already: {known.target!r}")
        if len(self.terms) > MAX_TERMS:
            raise ValueError(f"more than {MAX_TERMS} terms")

    def _term(self, line: str) -> Term:
        pair = self._pair
        if "\t" in line.strip(" \r\n"):
            cells = [cell.strip() for cell in line.strip(" \r\n").split("\t")]
            if len(cells) > 3:
                raise ValueError(f"{len(cells)} columns; allowed are term, rendering, direction")
            if len(cells) == 3 and cells[2]:
                pair = _pair(*_sides(cells[2]))
        else:
            cells = [cell.strip() for cell in _SIGNS.split(line)]
            if len(cells) > 2:
                raise ValueError("more than one ' = '")
        source = _phrase(cells[0])
        has_rendering = len(cells) > 1
        return Term(source, _phrase(cells[1]) if has_rendering else source, pair)


def _phrase(text: str) -> str:
    phrase = " ".join(text.split())
    if not phrase:
        raise ValueError("an empty side; write the term alone to keep it as it is")
    if not any(character.isalnum() for character in phrase):
        raise ValueError(f"{phrase!r} has neither letter nor digit")
    if any(not character.isprintable() for character in phrase):
        raise ValueError(f"{phrase!r} has a character that cannot be printed")
    if len(phrase) > MAX_CHARS:
        raise ValueError(f"a term of {len(phrase)} characters; at most {MAX_CHARS} are allowed")
    return phrase


def _sides(text: str) -> tuple[str, str]:
    source, sign, target = text.partition("-")
    if not sign:
        raise ValueError(f"{text!r} is not a direction such as en-pt")
    return source.strip(), target.strip()


def _pair(source: str, target: str) -> Pair:
    codes = find_language(source), find_language(target)
    for name, code in zip((source, target), codes, strict=True):
        if code is None:
            raise ValueError(f"{name!r} is not a language")
    if codes[0] == codes[1]:
        raise ValueError(f"{source}-{target} is no direction of translation")
    return Pair(str(codes[0]), str(codes[1]))
