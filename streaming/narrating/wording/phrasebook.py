"""What a language needs to tell what is seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from streaming.narrating.place import Nearness, Side

__all__ = ["Guidance", "Phrasebook"]


class Guidance(Enum):
    """Why the picture is of no use, and so what its holder should know."""

    DARK = "dark"
    BLURRED = "blurred"
    COVERED = "covered"
    UPSIDE_DOWN = "upside down"
    NO_PICTURE = "no picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """The fixed phrases of a language. `{}` is where the text goes."""

    language: str
    one: Mapping[str, str]
    """The article, by gender."""
    none: Mapping[str, str]
    """`no`, by gender."""
    numbers: tuple[str, ...]
    """From two on; larger numbers are digits."""
    many: str
    """In front of more than can be counted at a glance."""
    possibly: str
    conjunction: str
    sides: Mapping[Side, str]
    hour: Callable[[int], str]
    hours: Callable[[str], str]
    """Of several, given as a list in words: `11, 12 and 1`."""
    nearness: Mapping[Nearness, str]
    metres: Callable[[int], str]
    hazard: str
    """{what} comes from {where}: at most five words with any noun of one or two words."""
    hazard_sides: Mapping[Side, str]
    hazard_hour: Callable[[int], str]
    side_names: Mapping[Side, str]
    """A side, named in a list of sides."""
    hazards: str
    """Several, from two {} sides."""
    hazards_everywhere: str
    something: str
    """Where nobody knows what it is, or its name is long."""
    gone: str
    now: str
    """{where}: {what}, of something that moved."""
    nothing: str
    nothing_ahead: str
    nobody: str
    """The last person went."""
    not_seen: str
    """{} is a noun with `no`."""
    notice: str
    guidance: Mapping[Guidance, str]
    reads: str
    no_text: str
    unsure: str
    """{} is an answer of which the engine is not sure."""
    unknown: str
    cannot_answer: str
    cannot_read: str
    past: str
    """{} was true before the view changed."""
    nothing_said: str
    verbosity: str
