"""What a store tells while it works."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Progress", "Report", "ignore"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the fetching of a model has come."""

    model: str
    source: str
    """Where the bytes come from, in words; empty before a source was chosen."""
    done_bytes: int
    total_bytes: int
    """What this source has to send."""
    message: str = ""
    """A line worth showing, such as why a source was given up; mostly empty."""


Report = Callable[[Progress], None]


def ignore(progress: Progress) -> None:
    """Tell nobody."""
