"""Wyoming's events: a line of JSON, more JSON, and bytes; the lengths come from the peer.

The wyoming package has the events, but it believes the lengths. What is read here is bounded
before anything is allocated, and checked before anything is done.
"""

import asyncio
import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from wyoming.event import Event

from configs.errors import DragomanError

__all__ = [
    "MOST_LINE_BYTES",
    "AudioFormatData",
    "BadWyoming",
    "PingData",
    "SynthesizeData",
    "TextData",
    "TranscribeData",
    "VoiceData",
    "data_of",
    "read_event",
]

MOST_LINE_BYTES = 64 * 1024
_MOST_DATA_BYTES = 256 * 1024
_MOST_PAYLOAD_BYTES = 1024 * 1024
"""Half a minute of speech; clients send some hundredths of a second at a time."""
_LONGEST_TEXT = 16 * 1024
_SHORT = 256

Data = TypeVar("Data", bound=BaseModel)


class BadWyoming(DragomanError):
    """What a peer sent is no event, or too much."""


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


_Short = Annotated[str, Field(max_length=_SHORT)]


class TranscribeData(_Lenient):
    """How speech is to be heard."""

    name: _Short | None = None
    language: _Short | None = None
    transcript_names: list[_Short] | None = Field(default=None, max_length=1000)
    transcript_terms: list[_Short] | None = Field(default=None, max_length=1000)


class AudioFormatData(_Lenient):
    """How samples are written."""

    rate: int = Field(ge=8_000, le=192_000)
    width: int = Field(ge=1, le=4)
    """Bytes of a sample."""
    channels: int = Field(ge=1, le=8)


class VoiceData(_Lenient):
    """Who is to speak."""

    name: _Short | None = None
    language: _Short | None = None
    speaker: _Short | None = None


class SynthesizeData(_Lenient):
    """Text to be spoken; in a stream, it comes later."""

    text: str = Field(default="", max_length=_LONGEST_TEXT)
    voice: VoiceData | None = None
    text_format: _Short | None = None


class TextData(_Lenient):
    """More of a text."""

    text: str = Field(max_length=_LONGEST_TEXT)


class PingData(_Lenient):
    """Comes back as it is."""

    text: _Short | None = None


def data_of(event: Event, kind: type[Data]) -> Data:
    """What an event says. Raises `BadWyoming`."""
    try:
        return kind.model_validate(event.data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadWyoming(f"{event.type}: {where}: {first['msg']}") from error


async def read_event(reader: asyncio.StreamReader) -> Event | None:
    """The next event; None at the end. Raises `BadWyoming`.

    The reader's own limit bounds the line: it must be `MOST_LINE_BYTES`.
    """
    try:
        line = await reader.readline()
        if not line:
            return None
        head = _object(line)
        data = head.get("data", {})
        length = _length(head, "data_length", _MOST_DATA_BYTES)
        if length:
            data = {**_as_object(data), **_object(await reader.readexactly(length))}
        length = _length(head, "payload_length", _MOST_PAYLOAD_BYTES)
        payload = await reader.readexactly(length) if length else None
    except asyncio.IncompleteReadError:
        return None
    except ValueError as error:  # asyncio's: the line is longer than the limit
        raise BadWyoming("a line is too long") from error
    kind = head.get("type")
    if not isinstance(kind, str) or len(kind) > _SHORT:
        raise BadWyoming("an event has no type")
    return Event(kind, _as_object(data), payload)


def _object(text: bytes) -> dict[str, Any]:
    try:
        return _as_object(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise BadWyoming("an event is not JSON") from error


def _as_object(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadWyoming("an event is not a JSON object")
    return value


def _length(head: dict[str, Any], name: str, most: int) -> int:
    length = head.get(name) or 0
    if type(length) is not int or not 0 <= length <= most:
        raise BadWyoming(f"{name} must be a number up to {most}")
    return length
