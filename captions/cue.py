"""A cue: some lines of text with the time they are on the screen."""

import math
import re
from dataclasses import dataclass

from captions.text import clean
from configs.errors import DragomanError

__all__ = ["SOURCE_TRACK", "UNKNOWN_LANGUAGE", "BadCaptionsError", "Caption", "Cue", "is_language"]

SOURCE_TRACK = "source"
"""The track of what was said; each translation has its target language's code."""

UNKNOWN_LANGUAGE = "und"
"""The language code of text whose language nobody told."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def is_language(code: str) -> bool:
    """Whether a cue can be in it: an ISO 639-1 code, or a longer BCP 47 tag."""
    return _LANGUAGE.fullmatch(code) is not None


class BadCaptionsError(DragomanError):
    """A caption file that cannot be read; `line` counts from 1."""

    def __init__(self, file_format: str, line: int, problem: str) -> None:
        self.file_format = file_format
        self.line = line
        self.problem = problem
        super().__init__(f"not a {file_format} file: line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class Cue:
    """Finished lines of one language, as a caption file holds them.

    Every file format must give a cue back as it was, so a cue holds whole milliseconds and
    cleaned text, whatever it was made from. Raises ValueError for times that are no span, for a
    language that is no code, and where no text is left.
    """

    id: int
    """Counts from 1 within its track."""
    start_s: float
    end_s: float
    lines: tuple[str, ...]
    language: str
    """ISO 639-1 code, or a longer BCP 47 tag."""
    speaker: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start_s <= self.end_s or not math.isfinite(self.end_s):
            raise ValueError(f"a cue cannot last from {self.start_s} s to {self.end_s} s")
        if not is_language(self.language):
            raise ValueError(f"{self.language!r} is no language code")
        start_s = round(self.start_s, 3)
        lines = tuple(filter(None, map(clean, self.lines)))
        if not lines:
            raise ValueError("a cue without text")
        object.__setattr__(self, "start_s", start_s)
        object.__setattr__(self, "end_s", max(round(self.end_s, 3), round(start_s + 0.001, 3)))
        object.__setattr__(self, "lines", lines)
        object.__setattr__(self, "speaker", clean(self.speaker or "") or None)


@dataclass(frozen=True, slots=True)
class Caption:
    """What is on the screen for a segment now; a later revision replaces it.

    Its `track` and `id` together tell which one is replaced.
    """

    track: str
    """`SOURCE_TRACK`, or the target language of a translation."""
    id: int
    """Counts from 1 within its track."""
    revision: int
    lines: tuple[str, ...]
    start_s: float
    end_s: float
    speaker: str | None
    language: str
