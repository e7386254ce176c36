"""Dragoman's own trace, read from the events that anybody can read."""

from collections.abc import Sequence

from bench.trace import Shown, Trace, Usage
from streaming.events import Event
from streaming.transcript import Transcript
from streaming.translation import Translation

__all__ = ["Page", "trace_of"]


def trace_of(
    events: Sequence[Event],
    *,
    target: str | None = None,
    talk: str = "",
    system: str = "dragoman",
    usage: tuple[Usage, ...] = (),
) -> Trace:
    """What a session showed: its captions, or with `target` their translation.

    A session promises a segment's words while an earlier segment still waits for its final; they
    count as promised only once all words before them are.
    """
    page = Page()
    shown: list[Shown] = []
    for event in events:
        value = event.value
        if isinstance(value, Transcript | Translation) and _target(value) == target:
            page.write(value)
            shown.append(Shown(event.elapsed_s, event.media_s, page.stable, page.unstable))
    done_s = events[-1].elapsed_s if events else 0.0
    return Trace(system, talk, tuple(shown), usage, done_s)


def _target(value: Transcript | Translation) -> str | None:
    return value.target if isinstance(value, Translation) else None


class Page:
    """The whole text, from the newest revision of each segment."""

    def __init__(self) -> None:
        self.stable = ""
        self.unstable = ""
        self._open: dict[int, Transcript | Translation] = {}
        self._finished = ""

    def write(self, revision: Transcript | Translation) -> None:
        """Take the next revision of any segment."""
        self._open[revision.segment_id] = revision
        for segment_id in sorted(self._open):
            if not self._open[segment_id].is_final:
                break
            self._finished = _joined(self._finished, self._open.pop(segment_id).text)
        rest = [self._open[segment_id] for segment_id in sorted(self._open)]
        first = rest[0] if rest else None
        self.stable = _joined(self._finished, first.stable if first else "")
        later = " ".join(each.text.strip() for each in rest[1:])
        self.unstable = _joined(first.unstable if first else "", later)


def _joined(one: str, other: str) -> str:
    return f"{one} {other}" if one and other else one or other
