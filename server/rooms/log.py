"""What happened in a room, in order: one number for each event, and the last minutes kept.

Sans-I/O. Drafts get numbers too, so that what arrives can be put in order, but they are not kept:
who comes back later gets what lasts.
"""

import json
from collections import deque
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["KEPT_S", "LogEntry", "RoomLog"]

KEPT_S = 600.0
"""How long events are kept in memory, in seconds."""
_MOST_KEPT = 5000
"""And how many; the oldest go first."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One event of a room."""

    seq: int
    at_s: float
    """When it was logged, in seconds of a monotonic clock."""
    type: str
    speaker: str
    language: str
    """Of its text; empty where there is none."""
    is_original: bool
    """It is for everybody, whatever they read: not a translation."""
    draft: Hashable | None
    """What it is a draft of: a newer one replaces it. None: it lasts."""
    body: Mapping[str, Any]
    text: str
    """The body as JSON, made once for all who get it."""

    @property
    def lasts(self) -> bool:
        """It is kept, and never dropped on its way."""
        return self.draft is None


class RoomLog:
    """Numbers and keeps the events of one room."""

    def __init__(self, *, first_seq: int = 1) -> None:
        """`first_seq` follows what an earlier run has stored."""
        self._next = first_seq
        self._kept: deque[LogEntry] = deque(maxlen=_MOST_KEPT)
        self._forgotten_seq = first_seq - 1

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def seq(self) -> int:
        """The number of the newest event; 0 before the first."""
        return self._next - 1

    @property
    def forgotten_seq(self) -> int:
        """Everything that lasts after this number is still here."""
        return self._forgotten_seq

    def append(
        self,
        body: Mapping[str, Any],
        *,
        at_s: float,
        language: str = "",
        is_original: bool = True,
        draft: Hashable | None = None,
    ) -> LogEntry:
        """Give an event its number; `body` has `type` and `speaker`."""
        numbered = {"seq": self._next, **body}
        entry = LogEntry(
            seq=self._next,
            at_s=at_s,
            type=body["type"],
            speaker=body.get("speaker", ""),
            language=language,
            is_original=is_original,
            draft=draft,
            body=numbered,
            text=json.dumps(numbered, ensure_ascii=False, separators=(",", ":")),
        )
        self._next += 1
        if entry.lasts:
            self._keep(entry)
        return entry

    def since(self, seq: int) -> tuple[LogEntry, ...]:
        """What lasts and came after a number, as far as it is still here."""
        return tuple(entry for entry in self._kept if entry.seq > seq)

    def recent(self, seconds: float, now_s: float) -> tuple[LogEntry, ...]:
        """What lasts of the newest seconds."""
        return tuple(entry for entry in self._kept if now_s - entry.at_s <= seconds)

    def _keep(self, entry: LogEntry) -> None:
        if len(self._kept) == self._kept.maxlen:
            self._forgotten_seq = self._kept[0].seq
        self._kept.append(entry)
        while entry.at_s - self._kept[0].at_s > KEPT_S:
            self._forgotten_seq = self._kept.popleft().seq
