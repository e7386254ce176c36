"""What the live view shows: segments that are still being said or translated, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from captions.text import clean

__all__ = ["Board", "LiveText", "Segment", "Status"]

_MOST_WAITING = 3
"""So many finals may wait for a translation; then the oldest goes on without it."""


@dataclass(frozen=True, slots=True)
class LiveText:
    """What is known of a segment in one language; a later one replaces it."""

    segment: int
    language: str
    stable: str
    """`stable + unstable` is the text: the unstable part has its own leading space."""
    unstable: str
    is_final: bool
    start_s: float
    """Media time at which the segment began."""
    is_translation: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the session, for one line."""

    media_s: float
    lag_s: float
    engines: tuple[str, ...] = ()
    warning: str = ""


@dataclass(slots=True)
class Segment:
    """A segment and its translations by target language."""

    source: LiveText | None = None
    translations: dict[str, LiveText] = field(default_factory=dict)
    tops: dict[str, int] = field(default_factory=dict)
    """First line on the screen, by label, where only the last lines of a text are shown."""

    def texts(self, targets: Sequence[str]) -> tuple[LiveText | None, ...]:
        """The source, then each target's translation, as far as they are known."""
        return (self.source, *(self.translations.get(target) for target in targets))

    def is_complete(self, targets: Sequence[str]) -> bool:
        """Whether nothing more is to come: an empty final is not translated."""
        if self.source is None or not self.source.is_final:
            return False
        is_empty = not clean(self.source.stable + self.source.unstable)
        return is_empty or all(
            text is not None and text.is_final for text in self.texts(targets)[1:]
        )


class Board:
    """Collects texts, and hands segments on in order once they are complete."""

    def __init__(self, targets: Sequence[str]) -> None:
        self._targets = tuple(targets)
        self._segments: dict[int, Segment] = {}

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments that are not handed on yet, oldest first."""
        return tuple(self._segments.values())

    def show(self, text: LiveText) -> bool:
        """Take a text; false if it changes nothing, as one that comes after its final."""
        segment = self._segments.setdefault(text.segment, Segment())
        known = segment.translations.get(text.language) if text.is_translation else segment.source
        if known == text or (known is not None and known.is_final):
            return False
        if text.is_translation:
            segment.translations[text.language] = text
        else:
            segment.source = text
        return True

    def take(self) -> tuple[Segment, ...]:
        """Remove and return the segments at the front that are complete, or waited too long."""
        taken: list[Segment] = []
        while self._segments and self._goes_on():
            taken.append(self._segments.pop(next(iter(self._segments))))
        return tuple(taken)

    def take_all(self) -> tuple[Segment, ...]:
        """Remove and return every segment, complete or not."""
        taken = self.segments
        self._segments.clear()
        return taken

    def _goes_on(self) -> bool:
        first = next(iter(self._segments.values()))
        if first.is_complete(self._targets):
            return True
        is_late = first.source is None or first.source.is_final
        return is_late and len(self._segments) > _MOST_WAITING
