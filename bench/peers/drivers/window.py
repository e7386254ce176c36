"""What the naive captioner hears at a time, and when it lets go of it."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["LONGEST_S", "LONG_S", "Segment", "Window"]

LONG_S = 20.0
"""A window longer than this is cut where a segment ends ..."""
LONGEST_S = 30.0
"""... and no more than this is heard at a time: what Whisper hears at once."""
LEFT_S = 1.0
"""What is kept of a long window in which nobody spoke."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Times in seconds of the window."""

    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """From where on the sound is heard again and again, and what was settled before it."""

    start_s: float = 0.0
    settled: tuple[str, ...] = ()

    def after(
        self, heard: Sequence[Segment], length_s: float, *, is_last: bool
    ) -> tuple["Window", str]:
        """The window after a pass over its first `length_s`, and the text still open in it.

        With `is_last` the sound ends with it, and everything is settled.
        """
        count, cut_s = (len(heard), length_s) if is_last else _cut(heard, length_s)
        texts = [segment.text.strip() for segment in heard]
        window = Window(self.start_s + cut_s, (*self.settled, *texts[:count]))
        return window, " ".join(texts[count:])


def _cut(heard: Sequence[Segment], length_s: float) -> tuple[int, float]:
    """How many segments are let go of, and with how much of the sound."""
    if length_s <= LONG_S:
        return 0, 0.0
    if not heard:
        return 0, length_s - LEFT_S
    # The last segment may still be going on; a lone one is only given up where no more is heard.
    count = len(heard) - 1
    if not count and length_s >= LONGEST_S:
        count = 1
    if not count:
        return 0, 0.0
    cut_s = min(heard[count - 1].end_s, length_s)
    return (count, cut_s) if cut_s > 0 else (len(heard), length_s)
