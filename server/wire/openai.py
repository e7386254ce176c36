"""Bodies of the OpenAI-compatible routes, and what they are answered with.

What a client may send and is of no use here (a sampling temperature, instructions for a voice) is
taken and passed over, as clients send it whether they care or not.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from audio_io.encoder import ENCODINGS

__all__ = [
    "LONGEST_INPUT",
    "LONGEST_PROMPT",
    "Model",
    "ModelList",
    "Segment",
    "SpeechBody",
    "Transcription",
    "TranscriptionFields",
    "Usage",
    "VerboseTranscription",
    "WordTimes",
]

LONGEST_INPUT = 4096
"""Characters that are spoken for one request."""
LONGEST_PROMPT = 4096
_LONGEST_NAME = 128
_MOST_KEYWORDS = 200

ResponseFormat = Literal["json", "text", "srt", "vtt", "verbose_json", "diarized_json"]


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class TranscriptionFields(_Lenient):
    """The fields of a form beside its file."""

    model: str = Field(max_length=_LONGEST_NAME)
    language: str | None = Field(default=None, max_length=_LONGEST_NAME)
    """A code or an English name; none: it is found out."""
    languages: list[str] = Field(default_factory=list, max_length=16)
    prompt: str = Field(default="", max_length=LONGEST_PROMPT)
    keywords: list[str] = Field(default_factory=list, max_length=_MOST_KEYWORDS)
    response_format: ResponseFormat = "json"
    temperature: float = Field(default=0.0, ge=0.0, le=1.0)
    timestamp_granularities: list[Literal["word", "segment"]] = Field(
        default_factory=list, max_length=8
    )
    include: list[str] = Field(default_factory=list, max_length=8)
    stream: bool = False

    @field_validator("keywords")
    @classmethod
    def _short(cls, keywords: list[str]) -> list[str]:
        if any(len(word) > _LONGEST_NAME for word in keywords):
            raise ValueError(f"a keyword may have {_LONGEST_NAME} characters at most")
        return keywords


class _VoiceId(_Lenient):
    id: str = Field(max_length=_LONGEST_NAME)


class SpeechBody(_Lenient):
    """What is to be spoken, and how."""

    input: str = Field(min_length=1, max_length=LONGEST_INPUT)
    model: str = Field(max_length=_LONGEST_NAME)
    voice: str | _VoiceId = "alloy"
    response_format: str = "mp3"
    speed: float = Field(default=1.0, ge=0.25, le=4.0)
    stream_format: Literal["audio", "sse"] = "audio"
    language: str | None = Field(default=None, max_length=_LONGEST_NAME)
    """Not in OpenAI's interface: a code or a name; none: that of the voice, or of the text."""

    @field_validator("response_format")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in ENCODINGS:
            raise ValueError(f"must be one of {', '.join(ENCODINGS)}")
        return name

    @property
    def voice_name(self) -> str:
        """The voice that is asked for."""
        return self.voice if isinstance(self.voice, str) else self.voice.id


class Usage(BaseModel):
    """How much sound was heard."""

    type: Literal["duration"] = "duration"
    seconds: float


class Transcription(BaseModel):
    """`json`: the text alone."""

    text: str
    languages: list[dict[str, str]] | None = None
    logprobs: list[dict[str, Any]] | None = None
    usage: Usage


class WordTimes(BaseModel):
    """A word, in seconds from the beginning of the recording."""

    word: str
    start: float
    end: float


class Segment(BaseModel):
    """What was said between two pauses. Fields that only Whisper's own decoder knows are zero."""

    id: int
    seek: int = 0
    start: float
    end: float
    text: str
    tokens: list[int] = Field(default_factory=list)
    temperature: float = 0.0
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float = 0.0


class VerboseTranscription(BaseModel):
    """`verbose_json`: with times."""

    task: Literal["transcribe", "translate"]
    language: str
    """The English name, in small letters."""
    duration: float
    text: str
    segments: list[Segment] | None = None
    words: list[WordTimes] | None = None
    usage: Usage


class Model(BaseModel):
    """Something that can be asked for by name."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "dragoman"


class ModelList(BaseModel):
    """All of them."""

    object: Literal["list"] = "list"
    data: list[Model]
