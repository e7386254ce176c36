"""Events of rooms, as the rooms' logs hand them on."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from streaming.events import Event, EventValue, Warned
from streaming.transcript import Transcript
from streaming.translation import Translation
from translators.recognize import Word

BEGAN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Clock:
    """The time of day, as tests want it."""

    def __init__(self) -> None:
        self.time = BEGAN

    def __call__(self) -> datetime:
        return self.time

    def pass_days(self, days: float) -> None:
        self.time += timedelta(days=days)


def said(
    seq: int,
    text: str = "Hello everyone.",
    *,
    start_s: float = 1.0,
    language: str = "en",
    is_final: bool = True,
    **room: Any,
) -> dict[str, Any]:
    """A transcript in a room; words take 0.4 s each."""
    parts = text.split()
    words = tuple(
        Word(f" {part}", start_s + 0.4 * place, start_s + 0.4 * (place + 1), 0.9)
        for place, part in enumerate(parts)
    )
    end_s = start_s + 0.4 * len(parts)
    stable, unstable = (text, "") if is_final else ("", text)
    value = Transcript(seq, 1, language, stable, unstable, words, start_s, end_s, is_final)
    return in_room(seq, value, end_s, **room)


def translated(
    seq: int, text: str, *, target: str = "pt", start_s: float = 1.0, **room: Any
) -> dict[str, Any]:
    """A final translation in a room."""
    end_s = start_s + 0.4 * len(text.split())
    value = Translation(seq, 1, "en", target, text, "", start_s, end_s, True)
    return in_room(seq, value, end_s, **room)


def warned(seq: int, message: str = "The microphone is silent.") -> dict[str, Any]:
    """Something that is kept, but is no final."""
    return in_room(seq, Warned(message), 0.0)


def in_room(
    seq: int,
    value: EventValue,
    media_s: float,
    *,
    session: str = "s1",
    speaker: str = "p1",
    name: str = "Ana",
    at: datetime | None = None,
    stream_began: datetime = BEGAN,
) -> dict[str, Any]:
    """The object of an event that was made at once, or at a time of day."""
    event = Event(7, session, media_s, media_s, value)
    body = json.loads(event.to_json())
    return {
        **body,
        "seq": seq,
        "session_seq": body["seq"],
        "room": "talk",
        "speaker": speaker,
        "name": name,
        "at": (at or stream_began + timedelta(seconds=media_s)).isoformat(),
    }
