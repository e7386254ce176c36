"""Somebody in a room."""

from dataclasses import dataclass
from typing import Any, Literal

from server.access.tokens import Role

__all__ = ["Original", "Person", "Wishes"]

Original = Literal["full", "under", "none"]
"""How the voices of those who are translated are heard: as loud as the translation, softly under it
while it is spoken, or not at all. Where nothing is translated, full and under are the same."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody speaks, and wants to read and hear."""

    name: str
    speaks: str
    """ISO 639-1 code, or `auto`."""
    reads: tuple[str, ...] = ()
    """Languages of the captions; what is said in the original is always shown."""
    hears: str | None = None
    """Language in which the others are heard; None: only as they speak."""
    original: Original = "under"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a room, connected or expected back."""

    id: str
    key: str
    """Who has it may come back as this person."""
    grant: str
    """The token they came with."""
    role: Role
    wishes: Wishes
    muted: bool = True
    """The microphone is off, by their own hand."""
    silenced: bool = False
    """A host has turned it off."""
    asks: bool = False
    """They ask to speak."""
    allowed: bool = False
    """A host has let them speak."""
    speaking: bool = False
    """There is speech right now."""
    left_s: float | None = None
    """When the connection was lost; None while there is one."""

    @property
    def name(self) -> str:
        """What the others call them."""
        return self.wishes.name

    @property
    def is_connected(self) -> bool:
        """There is a connection now."""
        return self.left_s is None

    def to_json(self) -> dict[str, Any]:
        """What the others see of them."""
        return {
            "id": self.id,
            "name": self.name,
            "role": self.role,
            "speaks": self.wishes.speaks,
            "muted": self.muted or self.silenced,
            "silenced": self.silenced,
            "asks": self.asks,
            "speaking": self.speaking,
            "connected": self.is_connected,
        }
