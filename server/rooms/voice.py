"""One person's speech, from an open microphone to its end: a session, translated as it is wanted.

Translation into a language begins when the first person wants it and ends when nobody does; it is
done once, however many read or hear it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from audio_io.source import Source
from configs.errors import DragomanError
from configs.schema import Config
from server.engines import Pool
from streaming.events import Event, Failed
from streaming.metrics import Observe
from streaming.session import Session
from streaming.speech import SpokenAudio
from translators.speak import Synthesizer

__all__ = ["Line", "PlayTo", "Voice"]

PlayTo = Callable[[str, SpokenAudio], Awaitable[None]]
"""Takes translated speech in a language."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where what a voice gives goes to."""

    event: Callable[[Event], None]
    play: PlayTo
    warn: Callable[[str], None]
    """Takes a line for people: a translation or a voice that cannot be had."""
    took: Observe = lambda stage, seconds: None
    """Takes what a call of an engine took."""


class Voice:
    """Runs one session. Everything is called in the event loop."""

    def __init__(
        self,
        name: str,
        language: str,
        source: Source,
        line: Line,
        *,
        config: Config,
        pool: Pool,
        now_s: Callable[[], float],
    ) -> None:
        """`language` is an ISO 639-1 code or `auto`; `now_s` a monotonic clock in seconds."""
        self.name = name
        self.language = language
        self.source = source
        self._line = line
        self._config = replace(config, recognize=replace(config.recognize, language=language))
        self._pool = pool
        self._now_s = now_s
        self._session: Session | None = None
        self._wanted: dict[str, bool] = {}
        self._given: dict[str, bool] = {}
        self._news = asyncio.Event()

    def want(self, targets: Mapping[str, bool]) -> None:
        """Languages to translate into from now on, and whether each is to be spoken too."""
        if targets != self._wanted:
            self._wanted = dict(targets)
            self._news.set()

    def stop(self) -> None:
        """Hear no more; what was heard gets its finals, then `run` ends."""
        self.source.stop()

    async def run(self) -> str:
        """Hear the source to its end; what failed, if something did, else empty.

        Raises `DragomanError` where there is no engine for the language.
        """
        problem = ""
        try:
            engines = await self._pool.engines(self.language)
            self._session = Session(
                self._config,
                self.source,
                engines,
                name=self.name,
                now_s=self._now_s,
                is_live=True,
                observe=self._line.took,
            )
            interpreting = asyncio.create_task(self._interpret(self._session))
            try:
                async with aclosing(self._session.events()) as events:
                    async for event in events:
                        if isinstance(event.value, Failed):
                            problem = event.value.message
                        self._line.event(event)
            finally:
                interpreting.cancel()
                await asyncio.gather(interpreting, return_exceptions=True)
        finally:
            await self.source.aclose()
        return problem

    async def _interpret(self, session: Session) -> None:
        """Follow what is wanted, one change at a time."""
        while True:
            self._news.clear()
            for target in [target for target in self._given if target not in self._wanted]:
                session.stop_interpreting(target)
                del self._given[target]
            for target, spoken in tuple(self._wanted.items()):
                if self._given.get(target) != spoken:
                    await self._serve(session, target, spoken=spoken)
            await self._news.wait()

    async def _serve(self, session: Session, target: str, *, spoken: bool) -> None:
        """Begin or change one language; what cannot be had is said once and not tried again."""
        was_spoken = self._given.get(target, False)
        self._given[target] = spoken
        try:
            if was_spoken and not spoken:
                session.stop_interpreting(target, speech_only=True)
                return
            translator = await self._pool.translator(self.language, target)
            session.interpret(target, translator)
            if spoken:
                voice = await self._voice(target)
                play = partial(self._line.play, target)
                session.interpret(target, translator, voice, play)
        except DragomanError as error:
            self._line.warn(str(error))

    async def _voice(self, target: str) -> Synthesizer:
        return await self._pool.voice(target)
