"""What somebody in a call got, on the time line of what the other one said."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from bench.calls.recording import Recording
from bench.sound import speech_spans
from configs.errors import DragomanError
from streaming.events import Event, SpeechAudio
from streaming.transcript import Transcript

__all__ = ["Heard", "heard"]

PAUSE_S = 0.15
"""So much silence stands between two spoken sentences that were not said in one go."""
TIMES = ("start_s", "end_s", "at_s", "source_end_s")
NEAR_S = 0.3
"""Sound that begins this near to where it is expected is what was expected."""
LONGEST_WAY_S = 1.5
"""From where the server begins to play something to where it is heard."""

Came = Sequence[tuple[float, Mapping[str, Any]]]
"""A room's events in order, each with the wall time at which it came."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Events whose times are those of the talk, with 0 where its first sample was spoken."""

    events: tuple[Event, ...]
    """`elapsed_s` is when each came; `at_s` of speech is when it was heard."""
    sound: Samples
    """What the listener heard: float32[n] at 16 kHz, from the talk's beginning."""
    way_s: float
    """From where the server began to play speech to where it was heard, on the average."""


def heard(came: Came, sound: Recording, began_s: float) -> Heard:
    """Put one speaker's session and a listener's recording on the talk's time line.

    `began_s` is the wall time of the talk's first sample. Raises `DragomanError` if there was no
    session, or more than one.
    """
    session = _session(came)
    origin_s = _origin_s(came, session) - began_s
    spans_s = [
        (a + sound.began_s - began_s) for a, _ in speech_spans(sound.samples, pause_s=PAUSE_S)
    ]
    events = [
        _shifted(_session_event(event), at_s - began_s, origin_s)
        for at_s, event in came
        if event.get("session") == session
    ]
    way_s = _way_s(events, spans_s)
    return Heard(
        tuple(_as_heard(event, spans_s, way_s) for event in events),
        _from(sound, began_s),
        way_s,
    )


def _session(came: Came) -> str:
    said = {event["session"] for _, event in came if event["type"] == "transcript.final"}
    if len(said) != 1:
        raise DragomanError(f"there were {len(said)} sessions with something said, not one")
    return str(said.pop())


def _origin_s(came: Came, session: str) -> float:
    """Wall time of the session's beginning: no event is told of before it is made."""
    return min(
        datetime.fromisoformat(event["at"]).timestamp() - float(event["elapsed_s"])
        for _, event in came
        if event.get("session") == session
    )


def _session_event(event: Mapping[str, Any]) -> Event:
    return Event.from_json(json.dumps({**event, "seq": event["session_seq"]}))


def _shifted(event: Event, came_s: float, by_s: float) -> Event:
    value = _moved(event.value, by_s)
    if isinstance(value, Transcript):
        value = replace(value, words=tuple(_moved(word, by_s) for word in value.words))
    return Event(event.seq, event.session, event.media_s + by_s, came_s, value)


def _moved(value: Any, by_s: float) -> Any:
    """Any value with times of the session's media."""
    times = {name: getattr(value, name) + by_s for name in TIMES if hasattr(value, name)}
    return replace(value, **times)


def _way_s(events: Iterable[Event], onsets_s: Sequence[float]) -> float:
    """How much later than the server says speech begins to be heard: the middle of all that can
    be told apart.
    """
    found = [
        onset_s - event.value.at_s
        for event in events
        if isinstance(event.value, SpeechAudio) and event.value.state == "started"
        if (onset_s := _onset_s(onsets_s, event.value.at_s)) is not None
    ]
    return float(np.median(found)) if found else 0.0


def _as_heard(event: Event, onsets_s: Sequence[float], way_s: float) -> Event:
    """Where speech follows speech without a pause, what it waited on its way is what all did."""
    value = event.value
    if not isinstance(value, SpeechAudio):
        return event
    at_s = value.at_s + way_s
    if value.state == "started":
        at_s = min(
            (onset for onset in onsets_s if abs(onset - at_s) <= NEAR_S),
            key=lambda onset: abs(onset - at_s),
            default=at_s,
        )
    return replace(event, value=replace(value, at_s=at_s))


def _onset_s(onsets_s: Sequence[float], since_s: float) -> float | None:
    at = bisect_left(onsets_s, since_s)
    is_near = at < len(onsets_s) and onsets_s[at] - since_s <= LONGEST_WAY_S
    return onsets_s[at] if is_near else None


def _from(sound: Recording, began_s: float) -> Samples:
    lead = round((sound.began_s - began_s) * SAMPLE_RATE_HZ)
    if lead < 0:
        return sound.samples[-lead:]
    padded: Samples = np.concatenate([np.zeros(lead, np.float32), sound.samples])
    return padded
