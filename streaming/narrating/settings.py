"""How a user wants to be told."""

from dataclasses import dataclass, field

from streaming.narrating.place import Optics

__all__ = ["NarratorSettings", "Verbosity"]

Verbosity = int
"""1: people, vehicles and animals, and which way. 2: everything that is sure, near or far, and who
goes. 3: what is doubtful, what moves, and text, too."""


@dataclass(frozen=True, slots=True)
class NarratorSettings:
    """A narrator's choices, and its limits."""

    verbosity: Verbosity = 2
    optics: Optics = field(default_factory=Optics)
    sure_from: float = 0.65
    """The detector's trait: below this score `possibly` is said."""
    a_minute: int = 9
    """Utterances that nobody asked for; hazards are never held back. Three of them may come at
    once."""
    stale_s: float = 2.0
    """Nothing is said about a frame that is older."""
