"""The events of a session: the one contract between the pipeline and everybody who listens.

A session is an ordered stream of events, counted by `seq`. A file of them has one JSON object a
line; `to_json` and `from_json` are each other's inverse.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from captions.cue import Caption
from configs.errors import DragomanError
from streaming.listener import Gap, SpeechStarted, SpeechStopped
from streaming.narrating.description import SceneDescription
from streaming.transcript import Transcript
from streaming.translation import Translation
from translators.recognize import Word

__all__ = [
    "BadEvent",
    "Event",
    "EventValue",
    "Failed",
    "Gap",
    "SceneDescription",
    "SessionEnded",
    "SessionStarted",
    "SpeechAudio",
    "Stats",
    "Warned",
]


class BadEvent(DragomanError):
    """A line that is not an event."""


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The pipeline is ready, and sound may come."""

    source: str
    language: str
    targets: tuple[str, ...] = ()
    engines: Mapping[str, str] = field(default_factory=dict)
    """Engine by role."""


@dataclass(frozen=True, slots=True)
class SpeechAudio:
    """Translated speech was queued, began to be heard, was heard to its end, or was left out."""

    segment_id: int
    clause: int
    state: str
    """queued; then started and finished, or skipped: too late to be of use, only captioned."""
    language: str
    text: str
    at_s: float
    """Media time of the state."""
    source_end_s: float
    """Media time up to which its source had been heard when it was settled."""
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Stats:
    """How the pipeline is doing."""

    lag_s: float
    """How far behind live it is: wall time minus media time of what was recognised."""
    backlog_s: float
    """Sound that waits for the recognizer."""
    latency: Mapping[str, Mapping[str, float]]
    """By stage: count, p50_s, p95_s, max_s."""
    memory_mb: float
    """Resident memory of the process."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something went wrong, and the session goes on."""

    message: str
    code: str = ""
    """A word for programs: `language_mismatch` (the wrong language is set), `pivot` (translated by
    way of another language), `engine_replaced`, `engine_restarted`; empty for all else."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Something went wrong that the session could not make good."""

    message: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """Nothing follows."""

    reason: str
    """end of input, stopped or failed."""
    duration_s: float
    """Media time of the last sample heard."""


EventValue = (
    SessionStarted
    | SpeechStarted
    | SpeechStopped
    | Transcript
    | Translation
    | SpeechAudio
    | Caption
    | SceneDescription
    | Gap
    | Stats
    | Warned
    | Failed
    | SessionEnded
)

_TYPES: Mapping[str, type[Any]] = {
    "session.started": SessionStarted,
    "speech.started": SpeechStarted,
    "speech.stopped": SpeechStopped,
    "transcript.partial": Transcript,
    "transcript.final": Transcript,
    "translation.partial": Translation,
    "translation.final": Translation,
    "speech.audio": SpeechAudio,
    "caption": Caption,
    "scene": SceneDescription,
    "gap": Gap,
    "stats": Stats,
    "warning": Warned,
    "error": Failed,
    "session.ended": SessionEnded,
}
_NAMES = {kind: name for name, kind in _TYPES.items() if kind not in (Transcript, Translation)}
_RENAMED = {"segment_id": "segment"}
_TIME_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One event, with its place in the session and on both clocks."""

    seq: int
    session: str
    media_s: float
    """Media time of the newest sample consumed when the event was made."""
    elapsed_s: float
    """Wall time since the stream began; minus `media_s` it is the lag."""
    value: EventValue

    @property
    def type(self) -> str:
        """The event's name, such as `transcript.final`."""
        value = self.value
        if isinstance(value, Transcript | Translation):
            kind = "transcript" if isinstance(value, Transcript) else "translation"
            return f"{kind}.{'final' if value.is_final else 'partial'}"
        return _NAMES[type(value)]

    def to_json(self) -> str:
        """One line of JSON, without a line break."""
        head = {
            "seq": self.seq,
            "type": self.type,
            "session": self.session,
            "media_s": round(self.media_s, _TIME_DIGITS),
            "elapsed_s": round(self.elapsed_s, _TIME_DIGITS),
        }
        body = {_RENAMED.get(key, key): value for key, value in asdict(self.value).items()}
        body.pop("is_final", None)
        return json.dumps(head | _rounded(body), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> "Event":
        """Read what `to_json` wrote; raises `BadEvent`."""
        try:
            body = json.loads(line)
            kind = _TYPES[body["type"]]
            if kind in (Transcript, Translation):
                body["is_final"] = body["type"].endswith(".final")
            value = _value(kind, body)
            return cls(body["seq"], body["session"], body["media_s"], body["elapsed_s"], value)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadEvent(f"not an event: {line[:80]!r} ({error})") from error


def _value(kind: type[Any], body: Mapping[str, Any]) -> Any:
    given = {}
    for each in fields(kind):
        key = _RENAMED.get(each.name, each.name)
        if key in body:
            given[each.name] = body[key]
    if "words" in given:
        given["words"] = tuple(Word(**word) for word in given["words"])
    for name in ("lines", "targets"):
        if name in given:
            given[name] = tuple(given[name])
    return kind(**given)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _TIME_DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return value
