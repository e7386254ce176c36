"""How much of what was shown was taken back."""

from collections.abc import Sequence

from bench.words import plain_words
from streaming.events import Event
from streaming.transcript import Transcript
from streaming.translation import Translation

__all__ = ["erasure"]


def erasure(events: Sequence[Event], kind: type[Transcript] | type[Translation]) -> float:
    """Normalized erasure: words that were shown and taken back, for each word that stayed.

    Shown is the stable and the unstable text. From one revision to the next, every word after
    the first difference is taken back; case and punctuation make no difference. Nothing is
    erased: 0. A program that shows only what is final has 0 as well, so this belongs beside a
    delay.
    """
    shown: dict[int, list[str]] = {}
    erased = stayed = 0
    for event in events:
        text = event.value
        if not isinstance(text, kind):
            continue
        newest = plain_words(text.text)
        before = shown.get(text.segment_id, [])
        erased += len(before) - _common(before, newest)
        shown[text.segment_id] = newest
        stayed += len(newest) if text.is_final else 0
    return erased / stayed if stayed else 0.0


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two texts begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
