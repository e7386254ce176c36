"""The speaker's name in formats that have no place for it: before the words, as people read it.

An en space after the colon tells a name from text with a colon in it: cleaned text has none.
"""

from collections.abc import Sequence

__all__ = ["labelled", "unlabelled"]

_AFTER_NAME = ":\u2002"


def labelled(lines: Sequence[str], speaker: str | None) -> tuple[str, ...]:
    """The lines, the first one with the speaker's name before it."""
    first = f"{speaker}{_AFTER_NAME}{lines[0]}" if speaker else lines[0]
    return (first, *lines[1:])


def unlabelled(lines: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """The lines without the name, and the name if there was one."""
    name, found, rest = lines[0].partition(_AFTER_NAME)
    return ((rest, *lines[1:]), name) if found else (tuple(lines), None)
