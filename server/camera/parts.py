"""What all cameras of a server share."""

import time
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from audio_io.clock import Clock, SystemClock
from configs.schema import Config
from server.engines import Pool
from server.refusal import Refused
from server.slots import Slots
from streaming.metrics import Metrics
from streaming.narrating.voice import Speech
from streaming.narrating.wording.words import PHRASEBOOKS
from streaming.stage import Worker

__all__ = ["CameraParts"]

ENGLISH = "en"


@dataclass(slots=True)
class CameraParts:
    """Engines, a thread for colours, and a clock."""

    pool: Pool
    slots: Slots
    """A place for each question that is asked aloud."""
    config: Config
    clock: Clock = field(default_factory=SystemClock)
    convert: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "colours"))
    """Turns pictures into colours; never the default executor, which carries media."""
    _speech: dict[str, Speech] = field(default_factory=dict)
    """By language. What one camera had said is kept for the others: they say the same things."""

    def languages(self) -> tuple[str, ...]:
        """In which can be told what is seen."""
        return tuple(sorted({*PHRASEBOOKS, *self.pool.targets_of(ENGLISH)}))

    def check_language(self, language: str) -> None:
        """Raises `Refused` for a language in which nothing can be told."""
        if language not in PHRASEBOOKS and language not in self.pool.targets_of(ENGLISH):
            raise Refused("unknown_language", f"what is seen cannot be told in {language!r}")

    async def speech(self, language: str) -> Speech:
        """Our own voice in a language. Raises `DragomanError` where there is none."""
        if language not in self._speech:
            synthesizer = await self.pool.voice(language)
            worker = Worker("speak", Metrics(), time.monotonic, self.pool.speaking)
            speech = Speech(
                synthesizer,
                worker,
                rate=self.config.speak.rate,
                earcons=self.config.narrate.earcons,
            )
            self._speech[language] = speech
        return self._speech[language]

    def close(self) -> None:
        """End the thread; no camera may be there."""
        self.convert.shutdown(wait=False, cancel_futures=True)
