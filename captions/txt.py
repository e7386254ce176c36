"""A transcript that people read and paste: times, then the words; further lines are indented."""

import re

from captions.blocks import checked_cue, numbered
from captions.cue import UNKNOWN_LANGUAGE, BadCaptionsError, Cue
from captions.labels import labelled, unlabelled
from captions.timestamps import PATTERN, parse, stamp

__all__ = ["block", "header", "read"]

_FORMAT = "TXT"
_FIRST_LINE = re.compile(rf"\[{PATTERN.format('a')} - {PATTERN.format('b')}\] (?P<text>.*)")
_INDENT = "    "


def header(language: str) -> str:
    """Nothing: the text begins at once."""
    return ""


def block(cue: Cue, language: str) -> str:
    """A cue; the format cannot tell its language."""
    first, *others = labelled(cue.lines, cue.speaker)
    times = f"[{stamp(cue.start_s)} - {stamp(cue.end_s)}]"
    return "\n".join([f"{times} {first}", *(_INDENT + line for line in others), ""])


def read(text: str, language: str = UNKNOWN_LANGUAGE) -> tuple[Cue, ...]:
    """The cues of a file, which are in `language` and numbered from 1.

    Raises `BadCaptionsError` for a file that this format's writer did not write.
    """
    groups: list[tuple[int, re.Match[str], list[str]]] = []
    for number, line in numbered(text):
        match = _FIRST_LINE.fullmatch(line)
        if match is not None:
            groups.append((number, match, [match["text"]]))
        elif line.startswith(_INDENT) and groups:
            groups[-1][2].append(line.strip(" "))
        elif line.strip():
            raise BadCaptionsError(_FORMAT, number, f"no times before {line!r}")
    return tuple(_cue(index, *group, language) for index, group in enumerate(groups, start=1))


def _cue(cue_id: int, number: int, match: re.Match[str], lines: list[str], language: str) -> Cue:
    times_s = parse(match, "a"), parse(match, "b")
    texts, speaker = unlabelled(lines)
    return checked_cue(_FORMAT, number, cue_id, times_s, texts, language, speaker)
