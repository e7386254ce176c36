"""Who is heard next, where several sessions share one recognizer.

Sans-I/O: requests and time in, batches out. The rules:

- Of each session, one request is served at a time, in the order in which it asked.
- Finals come before partials, and a session that has a final waiting goes as one with a final.
- Among equals, the session comes first that has had the least of the engine's time. A session that
  was silent gains no credit by it, so it neither waits behind a greedy one nor starves it.
- A partial that waited long goes before finals that began to wait after it, once in a few batches:
  its wait is bounded however many finals there are.
- Nothing waits for a batch to fill. What waits when the engine becomes free goes, and partials ride
  along with finals only where no final is left behind.

The queue is bounded by its sessions: each waits for its answer before it asks again. What a
session no longer wants is cancelled and leaves the queue.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

__all__ = ["Request", "Scheduler"]

PATIENCE_S = 1.0
"""A partial that waited this long may go before younger finals."""
FINALS_IN_A_ROW = 3
"""Batches led by finals before such a partial has its turn."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a session wants to have heard."""

    number: int
    """Those of all sessions are counted, in the order in which they come."""
    session: str
    is_final: bool


@dataclass(slots=True)
class _Line:
    """The requests of one session."""

    waiting: deque[Request] = field(default_factory=deque)
    since_s: float = 0.0
    """Clock time from which the first of them waits for nothing but its turn."""
    share_s: float = 0.0
    """The engine's time at which that one would begin, were each session served evenly."""
    ends_s: float = 0.0
    """The same for the end of the last one that was served."""
    is_served: bool = False

    @property
    def has_final(self) -> bool:
        return any(request.is_final for request in self.waiting)


class Scheduler:
    """The queue in front of one engine. Times are seconds of one monotonic clock."""

    def __init__(self, max_batch: int = 1) -> None:
        """`max_batch`: how many requests the engine takes in one go."""
        self._max_batch = max_batch
        self._lines: dict[str, _Line] = {}
        self._number = 0
        self._share_s = 0.0
        self._finals_led = 0

    def __len__(self) -> int:
        """Requests that wait."""
        return sum(len(line.waiting) for line in self._lines.values())

    def submit(self, session: str, *, is_final: bool, now_s: float) -> Request:
        """Queue a request behind those of its session."""
        self._number += 1
        request = Request(self._number, session, is_final)
        line = self._lines.setdefault(session, _Line(ends_s=self._share_s))
        line.waiting.append(request)
        if len(line.waiting) == 1 and not line.is_served:
            self._begin_to_wait(line, now_s)
        return request

    def hurry(self, session: str) -> None:
        """What the session waits for has become a final."""
        line = self._lines.get(session)
        if line is not None:
            line.waiting = deque(replace(request, is_final=True) for request in line.waiting)

    def cancel(self, number: int, now_s: float) -> None:
        """Take a request out of the queue; one that is being served, or was, is left alone."""
        for line in self._lines.values():
            kept = deque(request for request in line.waiting if request.number != number)
            if len(kept) == len(line.waiting):
                continue
            is_first = line.waiting[0].number == number
            line.waiting = kept
            if is_first and kept and not line.is_served:
                self._begin_to_wait(line, now_s)
        self._forget_the_silent()

    def leave(self, session: str) -> None:
        """The session is over: none of its requests will be served any more."""
        self._lines.pop(session, None)

    def next_batch(self, now_s: float) -> tuple[Request, ...]:
        """What the engine is to hear now, the most urgent first; empty when nothing waits."""
        ready = sorted(self._ready(), key=_urgency)
        if not ready:
            return ()
        finals = [line for line in ready if line.has_final]
        aged = self._aged(ready, now_s) if finals else None
        order = ready if aged is None else [aged, *(line for line in ready if line is not aged)]
        self._finals_led = self._finals_led + 1 if order[0].has_final else 0
        chosen = order[: self._max_batch]
        if any(line not in chosen for line in finals):
            chosen = [line for line in chosen if line is order[0] or line.has_final]
        self._share_s = max(self._share_s, order[0].share_s)
        return tuple(self._serve(line) for line in chosen)

    def done(self, batch: Sequence[Request], cost_s: float, now_s: float) -> None:
        """The engine is through with a batch, after `cost_s` seconds."""
        for request in batch:
            line = self._lines.get(request.session)
            if line is None:  # the session left meanwhile
                continue
            line.is_served = False
            line.ends_s = line.share_s + cost_s / len(batch)
            if line.waiting:
                self._begin_to_wait(line, now_s)
        self._forget_the_silent()

    def _ready(self) -> Iterator[_Line]:
        return (line for line in self._lines.values() if line.waiting and not line.is_served)

    def _begin_to_wait(self, line: _Line, now_s: float) -> None:
        line.since_s = now_s
        line.share_s = max(self._share_s, line.ends_s)

    def _serve(self, line: _Line) -> Request:
        line.is_served = True
        return line.waiting.popleft()

    def _aged(self, ready: Sequence[_Line], now_s: float) -> _Line | None:
        """The partial that has waited longest, where its turn has come."""
        partials = [line for line in ready if not line.has_final]
        if not partials or self._finals_led < FINALS_IN_A_ROW:
            return None
        oldest = min(partials, key=lambda line: line.since_s)
        finals_since_s = min(line.since_s for line in ready if line.has_final)
        is_aged = now_s - oldest.since_s >= PATIENCE_S and oldest.since_s < finals_since_s
        return oldest if is_aged else None

    def _forget_the_silent(self) -> None:
        """Sessions that want nothing, and have had no more than their share."""
        for session, line in list(self._lines.items()):
            if not line.waiting and not line.is_served and line.ends_s <= self._share_s:
                del self._lines[session]


def _urgency(line: _Line) -> tuple[bool, float, float, int]:
    return (not line.has_final, line.share_s, line.since_s, line.waiting[0].number)
