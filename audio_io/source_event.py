"""News from a source that is not sound."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["SourceEvent", "SourceEventKind"]

SourceEventKind = Literal["lost", "restored", "gap", "damaged", "truncated"]
"""lost: the device went away, it is being looked for. restored: it is back; the sound between
the event's times was not heard. gap: sound between the times was dropped. damaged: some of the
input could not be used. truncated: the input ended before the length it announced."""


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """Something happened to the stream; it stands in order between the chunks around it."""

    kind: SourceEventKind
    message: str
    """One line for the user."""
    start_s: float
    """Media time where the sound in question begins."""
    end_s: float
    """Media time where it ends; equal to `start_s` for a point in time."""
