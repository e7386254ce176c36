"""The event that tells what a narrator said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["SceneDescription"]


@dataclass(frozen=True, slots=True)
class SceneDescription:
    """An utterance began, was heard to its end, or was cut off."""

    number: int
    """Counts utterances from 1."""
    text: str
    """As it is spoken, shown in braille and written."""
    priority: str
    """hazard, answer, new or detail."""
    reason: str
    """notice, hazard, scene, entered, gone, moved, text, description, answer or guidance."""
    language: str
    state: str
    """started; then finished, or cut."""
    at_s: float
    """Media time of the state."""
    captured_s: float | None = None
    """Media time of the newest frame of which it is true; None if it is not about the view."""
    why: str = ""
    """Why it was cut."""
    in_view: Mapping[str, int] = field(default_factory=dict)
    """How many things of each label are in view."""
