"""What a client may say on the sockets of OpenAI's realtime interface.

Fields that are of no use here are passed over; a message of an unknown type is an error.
"""

import base64
import binascii
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from server.wire.openai import LONGEST_PROMPT

__all__ = [
    "AudioFormat",
    "BadAudioText",
    "ClientSecretBody",
    "ClosesSession",
    "InputTranscription",
    "TranscriptionMessage",
    "TranscriptionUpdate",
    "TranslationMessage",
    "TranslationUpdate",
    "TurnDetection",
    "decode_audio",
    "transcription_message",
    "translation_message",
]

_SHORT = 128


_Short = Annotated[str, Field(max_length=_SHORT)]


class BadAudioText(ValueError):
    """What should be base64 is not."""


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class AudioFormat(_Lenient):
    """How the samples are written."""

    type: Literal["audio/pcm", "audio/pcmu", "audio/pcma"] = "audio/pcm"
    rate: int = Field(default=24_000, ge=8_000, le=48_000)


class InputTranscription(_Lenient):
    """How speech is to be heard."""

    model: str | None = Field(default=None, max_length=_SHORT)
    language: str | None = Field(default=None, max_length=_SHORT)
    languages: list[str] | None = Field(default=None, max_length=16)
    prompt: str | None = Field(default=None, max_length=LONGEST_PROMPT)
    keywords: list[_Short] | None = Field(default=None, max_length=200)


class TurnDetection(_Lenient):
    """When somebody has finished."""

    type: Literal["server_vad", "semantic_vad"] = "server_vad"
    threshold: float | None = Field(default=None, ge=0.05, le=0.95)
    prefix_padding_ms: int | None = Field(default=None, ge=0, le=2000)
    silence_duration_ms: int | None = Field(default=None, ge=100, le=5000)
    eagerness: Literal["low", "medium", "high", "auto"] | None = None


class _TranscriptionInput(_Lenient):
    format: AudioFormat | None = None
    transcription: InputTranscription | None = None
    turn_detection: TurnDetection | None = None
    noise_reduction: dict[str, Any] | None = None


class _TranscriptionAudio(_Lenient):
    input: _TranscriptionInput = _TranscriptionInput()


class TranscriptionUpdate(_Lenient):
    """New settings of a transcription session; what is not named stays."""

    type: Literal["transcription"] = "transcription"
    audio: _TranscriptionAudio = _TranscriptionAudio()
    include: list[_Short] | None = Field(default=None, max_length=8)


class _TranslationInput(_Lenient):
    transcription: InputTranscription | None = None
    noise_reduction: dict[str, Any] | None = None


class _TranslationOutput(_Lenient):
    language: str | None = Field(default=None, max_length=_SHORT)


class _TranslationAudio(_Lenient):
    input: _TranslationInput = _TranslationInput()
    output: _TranslationOutput = _TranslationOutput()


class TranslationUpdate(_Lenient):
    """New settings of a translation session; what is not named stays."""

    type: Literal["translation"] = "translation"
    model: str | None = Field(default=None, max_length=_SHORT)
    audio: _TranslationAudio = _TranslationAudio()


class _Message(_Lenient):
    event_id: str | None = Field(default=None, max_length=512)


class UpdatesTranscription(_Message):
    """Change the settings."""

    type: Literal["session.update"]
    session: TranscriptionUpdate


class Appends(_Message):
    """More sound."""

    type: Literal["input_audio_buffer.append"]
    audio: str


class Commits(_Message):
    """What was sent is a turn."""

    type: Literal["input_audio_buffer.commit"]


class Clears(_Message):
    """What was sent is to be forgotten."""

    type: Literal["input_audio_buffer.clear"]


class UpdatesTranslation(_Message):
    """Change the settings."""

    type: Literal["session.update"]
    session: TranslationUpdate


class AppendsToTranslation(_Message):
    """More sound."""

    type: Literal["session.input_audio_buffer.append"]
    audio: str


class ClosesSession(_Message):
    """Finish what was said, and end."""

    type: Literal["session.close"]


TranscriptionMessage = UpdatesTranscription | Appends | Commits | Clears
TranslationMessage = UpdatesTranslation | AppendsToTranslation | ClosesSession
_TRANSCRIPTION: TypeAdapter[TranscriptionMessage] = TypeAdapter(
    Annotated[TranscriptionMessage, Field(discriminator="type")]
)
_TRANSLATION: TypeAdapter[TranslationMessage] = TypeAdapter(
    Annotated[TranslationMessage, Field(discriminator="type")]
)


class _ExpiresAfter(_Lenient):
    anchor: Literal["created_at"] = "created_at"
    seconds: int = Field(default=600, ge=10, le=7200)


class ClientSecretBody(_Lenient):
    """A short-lived key for a page in a browser."""

    expires_after: _ExpiresAfter = _ExpiresAfter()
    session: dict[str, Any] = Field(default_factory=dict)


def transcription_message(text: str) -> TranscriptionMessage:
    """A message of a transcription session. Raises pydantic's `ValidationError`."""
    return _TRANSCRIPTION.validate_json(text)


def translation_message(text: str) -> TranslationMessage:
    """A message of a translation session. Raises pydantic's `ValidationError`."""
    return _TRANSLATION.validate_json(text)


def decode_audio(text: str) -> bytes:
    """The bytes of base64. Raises `BadAudioText`."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadAudioText("audio is not base64") from error
