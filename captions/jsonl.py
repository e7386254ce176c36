"""JSON lines: one cue an object, for programs."""

import json
from dataclasses import asdict
from typing import Any

from captions.blocks import checked_cue, numbered
from captions.cue import UNKNOWN_LANGUAGE, BadCaptionsError, Cue

__all__ = ["block", "header", "read"]

_FORMAT = "JSONL"
_WRONG = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def header(language: str) -> str:
    """Nothing: each line stands for itself."""
    return ""


def block(cue: Cue, language: str) -> str:
    """A cue with all its fields."""
    return json.dumps(asdict(cue), ensure_ascii=False) + "\n"


def read(text: str, language: str = UNKNOWN_LANGUAGE) -> tuple[Cue, ...]:
    """The cues of a file; `language` is theirs where an object names none.

    Raises `BadCaptionsError` for a line that is not a cue.
    """
    cues: list[Cue] = []
    for number, line in numbered(text):
        if line.strip():
            cues.append(_cue(number, line, language, len(cues) + 1))
    return tuple(cues)


def _cue(number: int, line: str, language: str, default_id: int) -> Cue:
    try:
        found: dict[str, Any] = json.loads(line)
        lines = [str(text) for text in found["lines"]]
        times_s = float(found["start_s"]), float(found["end_s"])
        cue_id = int(found.get("id", default_id))
        language = str(found.get("language", language))
        speaker = None if found.get("speaker") is None else str(found["speaker"])
    except _WRONG as error:
        problem = f"not a cue: {error}"
        raise BadCaptionsError(_FORMAT, number, problem) from error
    return checked_cue(_FORMAT, number, cue_id, times_s, lines, language, speaker)
