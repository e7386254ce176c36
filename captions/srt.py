r"""SubRip (SRT): what nearly every player and editor reads.

The format has no escapes, yet players take `<b>` and `{\an8}` for markup and some take a second
arrow for a new cue. An invisible word joiner inside such a mark makes it plain text again; the
reader takes it out.
"""

import re

from captions.blocks import Line, blocks, checked_cue, whole_number
from captions.cue import UNKNOWN_LANGUAGE, BadCaptionsError, Cue
from captions.labels import labelled, unlabelled
from captions.text import clean
from captions.timestamps import PATTERN, parse, stamp

__all__ = ["block", "header", "read"]

_FORMAT = "SRT"
_TIMINGS = re.compile(rf"\s*{PATTERN.format('a')}\s*-->\s*{PATTERN.format('b')}(\s.*)?")
_JOINER = "\u2060"
_MARKS = re.compile(r"[<{]|-[ -] *(?=>)")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|\{\\[^{}]*\}")


def header(language: str) -> str:
    """Nothing: the format has no header."""
    return ""


def block(cue: Cue, language: str) -> str:
    """A cue; the format cannot tell its language."""
    lines = [
        _MARKS.sub(lambda mark: mark[0] + _JOINER, line)
        for line in labelled(cue.lines, cue.speaker)
    ]
    times = f"{stamp(cue.start_s, ',')} --> {stamp(cue.end_s, ',')}"
    return "\n".join([str(cue.id), times, *lines, "", ""])


def read(text: str, language: str = UNKNOWN_LANGUAGE) -> tuple[Cue, ...]:
    """The cues of a file, which are in `language`.

    Raises `BadCaptionsError` for a file that is not SRT.
    """
    cues: list[Cue] = []
    for lines in blocks(text):
        cues += _cues(lines, language, len(cues) + 1)
    return tuple(cues)


def _cues(lines: list[Line], language: str, default_id: int) -> list[Cue]:
    """The cue of a block, or none where the block has no text."""
    at = 0 if _TIMINGS.fullmatch(lines[0][1]) else 1
    number, timings = lines[at] if at < len(lines) else lines[0]
    match = _TIMINGS.fullmatch(timings)
    if match is None:
        raise BadCaptionsError(_FORMAT, number, f"no times in {timings!r}")
    cue_id = whole_number(lines[0][1], default_id) if at else default_id
    plain = [_MARKUP.sub("", line).replace(_JOINER, "") for _, line in lines[at + 1 :]]
    if not any(clean(line) for line in plain):
        return []
    times_s = parse(match, "a"), parse(match, "b")
    texts, speaker = unlabelled([line for line in plain if clean(line)])
    return [checked_cue(_FORMAT, number, cue_id, times_s, texts, language, speaker)]
