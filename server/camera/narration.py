"""One narration of a camera: from the moment it is shown until it is hidden or gone."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import aclosing
from dataclasses import dataclass, replace

from audio_io.clock import Clock
from captions.announcing.announcer import Announcer
from configs.schema import Config
from server.camera.pump import pump
from server.camera.wishes import Wishes
from server.engines import Pool
from server.eyes import Eyes
from server.media.pictures import FramesOfTrack
from streaming.events import Event
from streaming.narrating.asking import NarrationEngines
from streaming.narrating.performer import Live
from streaming.narrating.session import NarrationSession
from streaming.narrating.wording.words import PHRASEBOOKS
from video_io.pushed import PushedSource

__all__ = ["Narration", "Stage", "engines_for"]

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a narration tells about itself."""

    on_event: Callable[[Event], None]
    on_missing: Callable[[], None]
    """No first picture comes."""
    on_picture: Callable[[], None]
    """A picture was taken in."""


class Narration:
    """Looks only while it runs. What it has seen is gone with it."""

    def __init__(
        self,
        name: str,
        pictures: FramesOfTrack,
        announcer: Announcer,
        wishes: Wishes,
        config: Config,
        clock: Clock,
    ) -> None:
        self._pictures = pictures
        self._announcer = announcer
        self._wishes = wishes
        self._config = config
        self._clock = clock
        self._name = name
        self.session: NarrationSession | None = None
        """Takes orders while it runs."""

    async def run(self, eyes: Eyes, pool: Pool, convert: Executor, stage: Stage) -> None:
        """Narrate until the track is over, or until cancelled. Raises `DragomanError`."""
        source = PushedSource(self._name, fps=self._config.camera.fps)
        session = self.session = NarrationSession(
            source,
            await engines_for(self._wishes.language, eyes, pool),
            # A question is asked with a button held: it counts, whatever is being said.
            Live(self._announcer, hears_itself=False),
            name=self._name,
            clock=self._clock,
            language=self._wishes.language,
            uses_clock_face=self._wishes.uses_clock_face,
            settings=self._wishes.settings(self._config),
            threads=eyes.threads,
        )
        pumping = asyncio.create_task(
            pump(
                self._pictures,
                source,
                convert,
                on_missing=stage.on_missing,
                on_picture=stage.on_picture,
            )
        )
        try:
            async with aclosing(session.events()) as events:
                async for event in events:
                    stage.on_event(event)
        finally:
            self.session = None
            pumping.cancel()
            await asyncio.gather(pumping, self._announcer.hush(), return_exceptions=True)


async def engines_for(language: str, eyes: Eyes, pool: Pool) -> NarrationEngines:
    """With a translator, where we have no sentences of our own. Raises `UnsupportedPair`."""
    if language in PHRASEBOOKS:
        return eyes.engines
    return replace(eyes.engines, translator=await pool.translator(ENGLISH, language))
