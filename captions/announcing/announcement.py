"""A text for somebody who listens or reads with the fingers, and how much it matters."""

from dataclasses import dataclass
from enum import IntEnum

__all__ = ["Announcement", "Priority"]


class Priority(IntEnum):
    """What goes before what; a greater one goes first."""

    DETAIL = 1
    NEW = 2
    ANSWER = 3
    HAZARD = 4

    @property
    def word(self) -> str:
        """As events and logs have it: `hazard`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Announcement:
    """Said as it is, by voice, in braille and in the log."""

    text: str
    priority: Priority
    language: str
    """ISO 639-1."""
