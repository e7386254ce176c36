"""WebVTT: what browsers and players read. Speakers and languages are in the cue's markup."""

import re
from html import unescape

from captions.blocks import Line, blocks, checked_cue, whole_number
from captions.cue import UNKNOWN_LANGUAGE, BadCaptionsError, Cue
from captions.timestamps import PATTERN, parse, stamp

__all__ = ["block", "header", "read"]

_FORMAT = "WebVTT"
_TIMINGS = re.compile(rf"\s*{PATTERN.format('a')}\s*-->\s*{PATTERN.format('b')}(\s.*)?")
_TAG = re.compile(r"<([^>]*)>?")
_NO_CUES = ("NOTE", "STYLE", "REGION")


def header(language: str) -> str:
    """How a file begins whose cues are in this language."""
    return f"WEBVTT\nKind: captions\nLanguage: {language}\n\n"


def block(cue: Cue, language: str) -> str:
    """A cue in a file of this language; another language is marked in the cue."""
    text = "\n".join(_escaped(line) for line in cue.lines)
    if cue.language != language:
        text = f"<lang {cue.language}>{text}</lang>"
    if cue.speaker is not None:
        text = f"<v {_escaped(cue.speaker)}>{text}</v>"
    return f"{cue.id}\n{stamp(cue.start_s)} --> {stamp(cue.end_s)}\n{text}\n\n"


def read(text: str, language: str = UNKNOWN_LANGUAGE) -> tuple[Cue, ...]:
    """The cues of a file; `language` is theirs where the file names none.

    Raises `BadCaptionsError` for a file that is not WebVTT.
    """
    found = list(blocks(text))
    if not found or not re.match(r"WEBVTT(\s|$)", found[0][0][1]):
        raise BadCaptionsError(_FORMAT, 1, "it does not begin with WEBVTT")
    language = _header_language(found[0]) or language
    cues: list[Cue] = []
    for lines in found[1:]:
        if not lines[0][1].startswith(_NO_CUES) or _is_timed(lines):
            cues += _cues(lines, language, len(cues) + 1)
    return tuple(cues)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _header_language(lines: list[Line]) -> str | None:
    for _, line in lines[1:]:
        name, _, value = line.partition(":")
        if name.strip() == "Language":
            return value.strip()
    return None


def _is_timed(lines: list[Line]) -> bool:
    """Whether a block that begins like a comment is a cue with such an identifier."""
    return len(lines) > 1 and "-->" in lines[1][1]


def _cues(lines: list[Line], language: str, default_id: int) -> list[Cue]:
    """The cue of a block, or none where the block has no text."""
    at = 0 if "-->" in lines[0][1] else 1
    cue_id = whole_number(lines[0][1], default_id) if at else default_id
    number, timings = lines[at] if at < len(lines) else lines[0]
    match = _TIMINGS.fullmatch(timings)
    if match is None:
        raise BadCaptionsError(_FORMAT, number, f"no times in {timings!r}")
    payload = "\n".join(line for _, line in lines[at + 1 :])
    plain = unescape(_TAG.sub("", payload))
    if not plain.strip():
        return []
    speaker, language = _annotation(payload, "v"), _annotation(payload, "lang") or language
    times_s = parse(match, "a"), parse(match, "b")
    texts = plain.split("\n")
    return [checked_cue(_FORMAT, number, cue_id, times_s, texts, language, speaker)]


def _annotation(payload: str, tag: str) -> str | None:
    """What the first tag of this name carries, as the name in `<v name>`."""
    match = re.search(rf"<{tag}(?:\.[^\s>]*)?[ \t]+([^>]*)>", payload)
    return unescape(match[1]).strip() if match else None
