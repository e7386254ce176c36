"""What a session works with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audio_io.vad import VoiceDetector
from translators.recognize import Recognizer
from translators.speak import Synthesizer
from translators.translate import Translator

if TYPE_CHECKING:
    from streaming.sharing import Shared

__all__ = ["Engines"]


@dataclass(frozen=True, slots=True)
class Engines:
    """What a session works with. A session does not close them: others may use them after it."""

    recognizer: Recognizer
    detector: VoiceDetector
    translators: Mapping[str, Translator] = field(default_factory=dict)
    """By target language; empty for captions alone."""
    synthesizer: Synthesizer | None = None
    """Speaks the first target language."""
    translates_speech: bool = False
    """The recognizer itself translates into English, from the sound; finals only."""
    shared: "Shared | None" = None
    """The threads of the engines, where other sessions use them too; None: threads of its own."""

    @property
    def targets(self) -> tuple[str, ...]:
        """Languages that are translated into; the first one is spoken."""
        return ("en",) if self.translates_speech else tuple(self.translators)

    def names(self) -> dict[str, str]:
        """Engine by role, for people."""
        names = {"recognize": self.recognizer.traits.name}
        for target, translator in self.translators.items():
            names[f"translate {target}"] = translator.traits.name
        if self.synthesizer is not None:
            names["speak"] = self.synthesizer.traits.name
        return names
