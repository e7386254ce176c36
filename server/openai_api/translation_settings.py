"""What a translation session is set to, and how it changes."""

from dataclasses import dataclass, replace
from typing import Any

from server.openai_api.names import MODELS, check_model
from server.openai_api.transcription_settings import spoken_language
from server.wire.realtime import InputTranscription, TranslationUpdate
from translators.languages import language_code

__all__ = ["TranslationSettings"]

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class TranslationSettings:
    """Everything that a client can set."""

    model: str = MODELS["translate"][0]
    target: str = ENGLISH
    transcription: InputTranscription | None = None
    """None: nobody wants to read what was said."""
    noise_reduction: dict[str, Any] | None = None

    def updated(self, update: TranslationUpdate) -> "TranslationSettings":
        """With what an update names. Raises `ConfigError` or `ApiError`."""
        given, changed = update.audio.input, self
        if update.audio.output.language is not None:
            target = language_code(update.audio.output.language, "audio.output.language")
            changed = replace(changed, target=target)
        if "transcription" in given.model_fields_set:
            if given.transcription is not None:
                spoken_language(given.transcription)
            if given.transcription is not None and given.transcription.model is not None:
                check_model(given.transcription.model, "transcribe")
            changed = replace(changed, transcription=given.transcription)
        if "noise_reduction" in given.model_fields_set:
            changed = replace(changed, noise_reduction=given.noise_reduction)
        return changed

    @property
    def language(self) -> str:
        """What is spoken, or `auto`."""
        return spoken_language(self.transcription or InputTranscription())

    def as_json(self) -> dict[str, object]:
        """As the client is told."""
        heard = self.transcription and self.transcription.model_dump(exclude_none=True)
        return {
            "type": "translation",
            "model": self.model,
            "audio": {
                "input": {"transcription": heard, "noise_reduction": self.noise_reduction},
                "output": {"language": self.target},
            },
        }
