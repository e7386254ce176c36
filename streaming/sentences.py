"""Where sentences and clauses end in text that is still growing."""

import re
from itertools import pairwise

__all__ = ["clause_end", "clauses", "sentence_ends"]

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”]*")
_CLAUSE = re.compile(r"[,;:—–][\"'”’»)\]]*(?=\s)|[，、；：]")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Sra|Jr|vs|etc|e\.g|i\.e|No|Nr|bzw|z\.B|p\.ej|M|Mme)\.$"
)


def sentence_ends(text: str, *, is_whole: bool = False) -> tuple[int, ...]:
    """Offsets just after each sentence; `is_whole`: the text's end is one too, mark or not.

    The text may go on: a mark at its end counts, unless it is an abbreviation's.
    """
    ends = []
    for match in _END.finditer(text):
        following = text[match.end() :].lstrip()
        if _ABBREVIATION.search(text[: match.end()]):
            continue
        if match.group()[0] == "." and following[:1].islower():
            continue
        ends.append(match.end())
    if is_whole and text.strip() and (not ends or ends[-1] < len(text.rstrip())):
        ends.append(len(text))
    return tuple(ends)


def clause_end(text: str, *, at_least: int) -> int | None:
    """Offset just after the last clause mark that has `at_least` characters before it."""
    found = [match.end() for match in _CLAUSE.finditer(text) if match.end() >= at_least]
    return found[-1] if found else None


def clauses(text: str) -> tuple[str, ...]:
    """The text cut behind its clause marks, without the space around the parts."""
    ends = [match.end() for match in _CLAUSE.finditer(text)]
    parts = (text[start:end].strip() for start, end in pairwise([0, *ends, len(text)]))
    return tuple(part for part in parts if part)
