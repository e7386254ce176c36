"""A question asked aloud: what the microphone hears while a button is held, as text."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing, suppress
from typing import Protocol

from audio_io.source import Source
from configs.errors import DragomanError, EngineError
from configs.schema import Config
from server.camera.parts import CameraParts
from server.session_settings import session_settings
from streaming.events import Failed
from streaming.session import Session
from streaming.transcript import Transcript

__all__ = ["SpokenQuestion"]

TAIL_S = 0.4
"""What was said until the button was let go is still on its way."""
LONGEST_S = 30.0
"""A question that is longer is cut there."""
WAIT_S = 30.0
"""For the text, on a machine that is busy."""


class Sound(Protocol):
    """What the microphone sends."""

    def source(self) -> Source:
        """From now on, until it is stopped."""
        ...


class SpokenQuestion:
    """One question at a time. `on_text` gets the text, or why there is none."""

    def __init__(
        self,
        sound: Sound,
        config: Config,
        parts: CameraParts,
        on_text: Callable[[str, str], None],
    ) -> None:
        self._sound = sound
        self._config = config
        self._parts = parts
        self._on_text = on_text
        self._released = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self, language: str) -> None:
        """The button is held. What was asked before and is not understood yet is given up."""
        if self._task is not None:
            self._task.cancel()
        self._released = asyncio.Event()
        # The source is opened at once: the first word follows.
        source = self._sound.source()
        self._task = asyncio.create_task(
            self._listen(source, language, self._released), name="camera question"
        )

    def finish(self) -> None:
        """The button was let go."""
        self._released.set()

    async def close(self) -> None:
        """Nobody waits for it any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self, source: Source, language: str, released: asyncio.Event) -> None:
        stopping = asyncio.create_task(self._stop(source, released))
        try:
            async with asyncio.timeout(LONGEST_S + WAIT_S):
                self._parts.slots.take()
                try:
                    text = await self._understand(source, language)
                finally:
                    self._parts.slots.give_back()
            self._on_text(text, "" if text else "nothing_heard")
        except TimeoutError:
            self._on_text("", "too_slow")
        except DragomanError as error:
            self._on_text("", str(error))
        finally:
            stopping.cancel()
            await asyncio.gather(stopping, return_exceptions=True)
            await source.aclose()

    async def _stop(self, source: Source, released: asyncio.Event) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_S):
                await released.wait()
                await self._parts.clock.sleep_s(TAIL_S)
        source.stop()

    async def _understand(self, source: Source, language: str) -> str:
        engines = await self._parts.pool.engines(language)
        session = Session(
            session_settings(self._config, language),
            source,
            engines,
            name="question",
            now_s=self._parts.clock.now_s,
            is_live=True,
        )
        said: list[str] = []
        async with aclosing(session.events()) as events:
            async for event in events:
                if isinstance(event.value, Failed):
                    raise EngineError(event.value.message)
                if isinstance(event.value, Transcript) and event.value.is_final:
                    said.append(event.value.stable.strip())
        return " ".join(filter(None, said))
