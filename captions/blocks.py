"""What the readers of caption files share: numbered lines, blocks of them, and checked cues."""

from collections.abc import Iterator, Sequence

from captions.cue import BadCaptionsError, Cue

__all__ = ["Line", "blocks", "checked_cue", "numbered", "whole_number"]

Line = tuple[int, str]
"""A line of a file and its number, from 1."""

_LONGEST_NUMBER = 18


def numbered(text: str) -> list[Line]:
    """The lines of a file's text, whatever ends them, without a byte order mark."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return list(enumerate(plain.split("\n"), start=1))


def blocks(text: str) -> Iterator[list[Line]]:
    """Runs of lines that blank lines part."""
    block: list[Line] = []
    for line in [*numbered(text), (0, "")]:
        if line[1].strip(" \t"):
            block.append(line)
        elif block:
            yield block
            block = []


def whole_number(text: str, default: int) -> int:
    """The number a cue is given in its file, or the default where it is none."""
    digits = text.strip()
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER
    return int(digits) if is_number else default


def checked_cue(
    file_format: str,
    line: int,
    cue_id: int,
    times_s: tuple[float, float],
    lines: Sequence[str],
    language: str,
    speaker: str | None,
) -> Cue:
    """A cue from a file; raises `BadCaptionsError` where the file's cue cannot be one."""
    try:
        return Cue(cue_id, *times_s, tuple(lines), language, speaker)
    except ValueError as error:
        raise BadCaptionsError(file_format, line, str(error)) from error
