"""What a transcription session is set to, and how it changes."""

from dataclasses import dataclass, field, replace
from typing import Any

from configs.schema import Config, SegmenterConfig
from server.openai_api.names import MODELS, check_model
from server.session_settings import session_settings
from server.wire.realtime import (
    AudioFormat,
    InputTranscription,
    TranscriptionUpdate,
    TurnDetection,
)
from translators.languages import language_code

__all__ = ["TranscriptionSettings", "spoken_language"]

AUTO = "auto"
_EAGER_S = {"low": 0.8, "high": 0.3}
"""Silence that ends a turn; our detector hears sound, not meaning."""


def spoken_language(wish: InputTranscription) -> str:
    """The language that is named, or `auto`. Raises `ConfigError` for an unknown one."""
    named = wish.language or AUTO
    if not wish.language and wish.languages and len(wish.languages) == 1:
        named = wish.languages[0]
    return named if named == AUTO else language_code(named, "language")


@dataclass(frozen=True, slots=True)
class TranscriptionSettings:
    """Everything that a client can set."""

    transcription: InputTranscription = field(
        default_factory=lambda: InputTranscription(model=MODELS["transcribe"][0])
    )
    format: AudioFormat = field(default_factory=AudioFormat)
    turns: TurnDetection | None = field(default_factory=TurnDetection)
    """None: the client ends its turns."""
    noise_reduction: dict[str, Any] | None = None
    """Remembered; the recognizers do well without."""
    include: tuple[str, ...] = ()

    def updated(self, update: TranscriptionUpdate) -> "TranscriptionSettings":
        """With what an update names. Raises `ConfigError` or `ApiError`."""
        given = update.audio.input
        names = given.model_fields_set
        changed = self
        if "transcription" in names and given.transcription is not None:
            spoken_language(given.transcription)
            if given.transcription.model is not None:
                check_model(given.transcription.model, "transcribe")
            merged = self.transcription.model_dump() | given.transcription.model_dump(
                exclude_unset=True
            )
            changed = replace(changed, transcription=InputTranscription(**merged))
        if given.format is not None:
            changed = replace(changed, format=given.format)
        if "turn_detection" in names:
            changed = replace(changed, turns=given.turn_detection)
        if "noise_reduction" in names:
            changed = replace(changed, noise_reduction=given.noise_reduction)
        if update.include is not None:
            changed = replace(changed, include=tuple(update.include))
        return changed

    @property
    def language(self) -> str:
        """What is spoken, or `auto`."""
        return spoken_language(self.transcription)

    def config(self, config: Config) -> Config:
        """The settings of a session of ours. Raises `ConfigError`."""
        wish = self.transcription
        heard = session_settings(
            config, self.language, prompt=wish.prompt or "", keywords=wish.keywords or ()
        )
        return heard if self.turns is None else replace(heard, segmenter=self._segmenter(heard))

    def as_json(self) -> dict[str, object]:
        """As the client is told."""
        return {
            "type": "transcription",
            "object": "realtime.transcription_session",
            "audio": {
                "input": {
                    "format": self._format(),
                    "transcription": self.transcription.model_dump(exclude_none=True),
                    "turn_detection": self.turns and self.turns.model_dump(exclude_none=True),
                    "noise_reduction": self.noise_reduction,
                }
            },
            "include": list(self.include) or None,
        }

    def _format(self) -> dict[str, object]:
        exclude = {"rate"} if self.format.type != "audio/pcm" else set()
        return self.format.model_dump(exclude=exclude)

    def _segmenter(self, config: Config) -> SegmenterConfig:
        usual, turns = config.segmenter, self.turns
        assert turns is not None
        start = usual.start_probability if turns.threshold is None else turns.threshold
        silence_s = _EAGER_S.get(turns.eagerness or "", usual.min_silence_s)
        if turns.silence_duration_ms is not None:
            silence_s = turns.silence_duration_ms / 1000
        padding_ms = turns.prefix_padding_ms
        return replace(
            usual,
            start_probability=start,
            end_probability=min(usual.end_probability, start * 0.7),
            min_silence_s=silence_s,
            pre_roll_s=usual.pre_roll_s if padding_ms is None else padding_ms / 1000,
        )
