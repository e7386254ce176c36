"""How a user wants to be told."""

from dataclasses import dataclass, field

from configs.schema import Config
from streaming.narrating.place import Optics

__all__ = ["SURE_FROM", "NarratorSettings", "Verbosity", "narrator_settings"]

Verbosity = int
"""1: people, vehicles and animals, and which way. 2: everything that is sure, near or far, and who
goes. 3: what is doubtful, what moves, and text, too."""
SURE_FROM = 0.65
"""For detectors that advise nothing."""


@dataclass(frozen=True, slots=True)
class NarratorSettings:
    """A narrator's choices, and its limits."""

    verbosity: Verbosity = 2
    optics: Optics = field(default_factory=Optics)
    sure_from: float = 0.0
    """Below this score `possibly` is said; 0: below what the detector advises."""
    a_minute: int = 9
    """Utterances that nobody asked for; hazards are never held back. Three of them may come at
    once."""
    stale_s: float = 2.0
    """Nothing is said about a frame that is older."""
    begins_with_notice: bool = True
    """It says first that it is no aid for navigation safety."""


def narrator_settings(config: Config) -> NarratorSettings:
    """The narrator that the settings ask for."""
    camera, narrate = config.camera, config.narrate
    optics = Optics(
        field_of_view_deg=camera.field_of_view_deg,
        is_mirrored=camera.mirrored,
        is_calibrated=camera.calibrated,
    )
    return NarratorSettings(
        verbosity=narrate.verbosity,
        optics=optics,
        sure_from=narrate.sure_from,
        a_minute=narrate.a_minute,
        stale_s=narrate.stale_s,
    )
