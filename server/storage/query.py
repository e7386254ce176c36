"""What people search for, as each kind of database is asked for it.

A query is words and nothing else: whatever looks like syntax is left out before a database sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from server.storage.words import FoundWord, words_of

__all__ = ["Query"]

_MOST_WORDS = 16
"""Words of a query that count."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Query:
    """Every word must occur, at least as the beginning of a word.

    A phrase is the letters of a word in a script without spaces: they must follow one another.
    """

    phrases: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read what somebody typed; without a word in it, the query finds nothing."""
        phrases: list[list[str]] = []
        words = list(words_of(text))[:_MOST_WORDS]
        for before, word in pairwise([None, *words]):
            assert word is not None
            if before is not None and before.end == word.start:
                phrases[-1].append(word.plain)
            else:
                phrases.append([word.plain])
        return cls(tuple(map(tuple, phrases)))

    @property
    def as_fts5(self) -> str:
        """For SQLite: words hold letters and digits only, so nothing needs an escape."""
        return " AND ".join(f'"{" ".join(phrase)}" *' for phrase in self.phrases)

    @property
    def as_tsquery(self) -> str:
        """For PostgreSQL."""
        return " & ".join(_tsquery(phrase) for phrase in self.phrases)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where it is found in a text, in order and apart; empty if not all of it is there."""
        words = list(words_of(text))
        found: set[Span] = set()
        for phrase in self.phrases:
            places = list(_places(phrase, words))
            if not places:
                return ()
            found.update(places)
        return _joined(sorted(found))


def _tsquery(phrase: Sequence[str]) -> str:
    return " <-> ".join([*(f"'{word}'" for word in phrase[:-1]), f"'{phrase[-1]}':*"])


def _places(phrase: Sequence[str], words: Sequence[FoundWord]) -> Sequence[Span]:
    *before, last = phrase
    places = []
    for at in range(len(words) - len(before)):
        whole = [word.plain for word in words[at : at + len(before)]]
        end = words[at + len(before)]
        if whole == before and end.plain.startswith(last):
            places.append((words[at].start, end.end))
    return places


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
