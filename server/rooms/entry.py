"""Events of sessions as events of a room."""

import json
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from captions.cue import SOURCE_TRACK, Caption
from server.rooms.log import LogEntry
from server.storage import StoredEvent
from streaming.events import Event, SpeechAudio
from streaming.transcript import Transcript
from streaming.translation import Translation

__all__ = ["RoomEvent", "room_event", "stored_entry"]


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """What the log is given."""

    body: dict[str, Any]
    language: str
    is_original: bool
    draft: Hashable | None


def room_event(event: Event, *, room: str, speaker: str, name: str, at: datetime) -> RoomEvent:
    """A session's event, with who said it where and when; the room's log gives it its `seq`."""
    body = json.loads(event.to_json())
    session_seq = body.pop("seq")
    told = {
        **body,
        "room": room,
        "speaker": speaker,
        "name": name,
        "at": at.isoformat(timespec="milliseconds"),
        "session_seq": session_seq,
    }
    language, is_original = _language(event)
    draft = None
    if event.type.endswith(".partial"):
        draft = (speaker, event.session, told["segment"], event.type, language)
    return RoomEvent(told, language, is_original, draft)


def stored_entry(stored: StoredEvent) -> LogEntry:
    """An event from the archive, as the log gave it out."""
    body = stored.to_object()
    is_translated = body.get("track", SOURCE_TRACK) != SOURCE_TRACK
    return LogEntry(
        seq=stored.seq,
        at_s=0.0,
        type=stored.type,
        speaker=stored.speaker,
        language=stored.language,
        is_original=not is_translated and not stored.type.startswith(("translation.", "speech.a")),
        draft=None,
        body=body,
        text=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    )


def _language(event: Event) -> tuple[str, bool]:
    """Of the event's text, and whether it is for everybody."""
    value = event.value
    if isinstance(value, Translation):
        return value.target, False
    if isinstance(value, Transcript):
        return value.language, True
    if isinstance(value, Caption):
        return value.language, value.track == SOURCE_TRACK
    if isinstance(value, SpeechAudio):
        return value.language, False
    return "", True
