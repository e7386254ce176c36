"""An event of a room as it is kept: the whole object, and what it is looked up by."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from captions.text import clean
from server.storage.errors import UnfitEvent
from streaming.events import BadEvent, Event

__all__ = ["StoredEvent", "is_kept"]

_PASSING = ("stats", "transcript.partial", "translation.partial")
_FINALS = ("transcript.final", "translation.final")
_UNFIT = (KeyError, TypeError, ValueError, OverflowError, RecursionError, BadEvent)
_LARGEST = 2**53
"""Whole numbers that every database and every JSON reader can hold."""
_LONGEST_NAME = 200


def is_kept(event: Mapping[str, Any]) -> bool:
    """Drafts and figures on the pipeline are not: they are of use at their moment only."""
    return event.get("type") not in _PASSING


@dataclass(frozen=True)
class StoredEvent:
    """One event of a record. Times are in UTC."""

    record: str
    seq: int
    """Place in the room's log."""
    type: str
    session: str
    speaker: str
    """Who said it, as the room knows them."""
    name: str
    """What they are called."""
    segment: int | None
    language: str
    """Of `text`: what was spoken, or translated into."""
    text: str
    """What a final or a caption says, cleaned; else empty."""
    at: datetime
    body: str
    """The event as JSON, ASCII only."""

    @classmethod
    def read(cls, record: str, event: Mapping[str, Any], now: datetime) -> "StoredEvent":
        """Take an event object; without a time of day (`at`) it happened now.

        Raises `UnfitEvent`.
        """
        try:
            body = json.dumps(dict(event), separators=(",", ":"))
            found = cls(
                record=record,
                seq=_number(event["seq"]),
                type=_name(event["type"]),
                session=_name(event.get("session")),
                speaker=_name(event.get("speaker")),
                name=_name(event.get("name")),
                segment=None if event.get("segment") is None else _number(event["segment"]),
                language=_name(event.get("target") or event.get("language")),
                text=_text(event),
                at=_time(event["at"]) if "at" in event else now,
                body=body,
            )
            if found.is_final:
                # What cannot be read again could not be exported either.
                Event.from_json(body)
        except _UNFIT as error:
            raise UnfitEvent(f"{type(error).__name__}: {error}") from error
        return found

    @property
    def is_final(self) -> bool:
        """Whether it is words that were settled: these are never lost."""
        return self.type in _FINALS

    @cached_property
    def size_bytes(self) -> int:
        """About what it takes in memory."""
        return len(self.body) + 4 * len(self.text) + 500

    def to_object(self) -> dict[str, Any]:
        """The event object that was stored."""
        return dict(json.loads(self.body))


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise ValueError(f"{value!r:.40} is no count")
    return value


def _name(value: Any) -> str:
    """A short text of one line, safe in every database; a longer one is cut."""
    return clean(str(value))[:_LONGEST_NAME] if value is not None else ""


def _text(event: Mapping[str, Any]) -> str:
    if event["type"] in _FINALS:
        return clean(f"{event.get('stable') or ''}{event.get('unstable') or ''}")
    if event["type"] == "caption":
        return clean(" ".join(map(str, event.get("lines") or ())))
    return ""


def _time(text: Any) -> datetime:
    time = datetime.fromisoformat(text)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
