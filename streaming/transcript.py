"""What was said in a segment, as far as it is known."""

from dataclasses import dataclass

from translators.recognize import Word

__all__ = ["Transcript", "text_of"]


@dataclass(frozen=True, slots=True)
class Transcript:
    """One revision of a segment's text. `stable` only grows; a final never changes."""

    segment_id: int
    revision: int
    language: str
    stable: str
    unstable: str
    words: tuple[Word, ...]
    """The words of `stable + unstable`."""
    start_s: float
    """Media time at which the segment's speech began."""
    end_s: float
    """Media time up to which it was heard; for a final, where its speech ended."""
    is_final: bool

    @property
    def text(self) -> str:
        """Stable and unstable text together."""
        return self.stable + self.unstable


def text_of(words: tuple[Word, ...] | list[Word]) -> str:
    """Words as one string, without the space that leads the first."""
    return "".join(word.text for word in words).lstrip()
