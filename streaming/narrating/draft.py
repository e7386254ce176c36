"""Something that could be said next."""

from dataclasses import dataclass

from captions.announcing.announcement import Priority
from streaming.narrating.place import Side
from streaming.narrating.tracks import Track
from streaming.narrating.utterance import Reason

__all__ = ["Draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with what must be remembered once it is said."""

    text: str
    priority: Priority
    reason: Reason
    language: str
    captured_s: float | None = None
    """As in `Utterance`."""
    fades: bool = True
    tracks: tuple[Track, ...] = ()
    """What it tells of."""
    sides: tuple[Side, ...] = ()
    """Of a hazard: where from."""
    yields: bool = False
    """It is cut off when somebody comes."""
    is_costly: bool = False
    """Nobody asked for it: it counts against the limit a minute."""
