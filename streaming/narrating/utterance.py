"""What a narrator is told, and what it has done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from captions.announcing.announcement import Announcement, Priority
from streaming.narrating.tracks import Track
from streaming.narrating.wording.phrasebook import Guidance

__all__ = ["Act", "Ask", "Hush", "Reason", "Reply", "Say", "Utterance", "View", "Want"]


class Reason(Enum):
    """Why something is said."""

    NOTICE = "notice"
    HAZARD = "hazard"
    SCENE = "scene"
    ENTERED = "entered"
    GONE = "gone"
    MOVED = "moved"
    TEXT = "text"
    DESCRIPTION = "description"
    ANSWER = "answer"
    GUIDANCE = "guidance"


class Want(Enum):
    """What an engine is asked for."""

    READ = "read"
    DESCRIBE = "describe"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class View:
    """What a frame shows."""

    captured_s: float
    tracks: tuple[Track, ...] = ()
    aspect: float = 16 / 9
    """The picture's width by its height."""
    guidance: Guidance | None = None
    """Why the picture is of no use; None if it is."""
    is_new: bool = False
    """The scene is another one, or the camera is turning: what was seen before is out of view."""
    nearness: Mapping[int, float] = field(default_factory=dict)
    """0 to 1 for the number of each track that an engine compared with the others."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to be said."""

    number: int
    """Counts from 1."""
    text: str
    priority: Priority
    language: str
    """Of the text, ISO 639-1; where the user's is another one, it must be translated."""
    reason: Reason
    captured_s: float | None
    """Time of the newest frame of which it is true; None if it is not about the view as it is."""
    fades: bool = True
    """It is of no use any more when the view changes."""

    @property
    def announcement(self) -> Announcement:
        """What the voices get."""
        return Announcement(self.text, self.priority, self.language)


@dataclass(frozen=True, slots=True)
class Say:
    """Begin to say this now; nothing else is being said."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Hush:
    """Fall silent now: this utterance is cut off."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask an engine about the newest frame, and hand the reply to `Narrator.answered`."""

    number: int
    want: Want
    question: str = ""
    detailed: bool = False


Act = Say | Hush | Ask


@dataclass(frozen=True, slots=True)
class Reply:
    """What an engine answered."""

    text: str
    """Empty: it does not know, or there is nothing."""
    captured_s: float
    """Time of the frame that it saw."""
    confidence: float
    """0..1."""
    language: str = "en"
