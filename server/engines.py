"""What the server needs of whoever lends it engines."""

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Protocol

from server.eyes import Eyes
from streaming.engines import Engines
from translators.speak import Synthesizer
from translators.translate import Translator

__all__ = ["Pool"]


class Pool(Protocol):
    """Engines shared by all sessions: each is loaded once, when it is first asked for."""

    async def warm(self, languages: Sequence[str]) -> None:
        """Load the recognizers of these languages (`auto` is one) before somebody waits for them.

        Raises `DragomanError` where there is none.
        """
        ...

    async def engines(self, language: str) -> Engines:
        """For one more session in this language, or `auto`: a recognizer, no translators yet."""
        ...

    async def translator(self, source: str, target: str) -> Translator:
        """For a pair; the source may be `auto`. Raises `UnsupportedPair` if nobody has it."""
        ...

    async def voice(self, language: str) -> Synthesizer:
        """A voice for a language. Raises `DragomanError` where nobody speaks it."""
        ...

    async def eyes(self) -> Eyes:
        """What looks at pictures. Raises `DragomanError` where nothing can."""
        ...

    @property
    def speaking(self) -> Executor:
        """Where voices speak: a voice takes one call at a time."""
        ...

    def spoken_languages(self) -> tuple[str, ...]:
        """Languages that can be understood here."""
        ...

    def targets_of(self, source: str) -> tuple[str, ...]:
        """Languages that one can be translated into here."""
        ...

    def voiced_languages(self) -> tuple[str, ...]:
        """Languages that can be spoken here."""
        ...

    @property
    def waiting(self) -> int:
        """Requests that wait for the recognizers."""
        ...

    def close(self) -> None:
        """End the threads and free the models."""
        ...
