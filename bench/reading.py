"""A session's file of events, and what is asked of it again and again."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from configs.errors import DragomanError
from streaming.events import Event, SpeechAudio
from streaming.transcript import Transcript
from streaming.translation import Translation

__all__ = ["final_transcripts", "final_translations", "read_events", "spoken_clauses"]


def read_events(path: Path) -> tuple[Event, ...]:
    """The events of a finished session. Raises `BadEvent`, or `DragomanError` when it failed."""
    with path.open(encoding="utf-8") as lines:
        events = tuple(Event.from_json(line) for line in lines)
    if not events or events[-1].type != "session.ended":
        raise DragomanError(f"{path}: the session did not come to its end")
    return events


def final_transcripts(events: Iterable[Event]) -> tuple[tuple[Event, Transcript], ...]:
    """Each segment's final with its event, in order."""
    return tuple(
        (event, event.value)
        for event in events
        if isinstance(event.value, Transcript) and event.value.is_final
    )


def final_translations(events: Iterable[Event]) -> tuple[tuple[Event, Translation], ...]:
    """Each segment's final translation with its event, in order."""
    return tuple(
        (event, event.value)
        for event in events
        if isinstance(event.value, Translation) and event.value.is_final
    )


def spoken_clauses(events: Sequence[Event]) -> tuple[tuple[SpeechAudio, SpeechAudio], ...]:
    """Beginning and end of each clause that was spoken, in the order of their beginning."""
    spoken = [event.value for event in events if isinstance(event.value, SpeechAudio)]
    ends = {value.clause: value for value in spoken if value.state == "finished"}
    return tuple(
        (value, ends[value.clause])
        for value in spoken
        if value.state == "started" and value.clause in ends
    )
