"""One language of a session: translated while people speak, and spoken where somebody listens."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from streaming.mailbox import Mailbox
from streaming.speaking import SpeakingStage
from streaming.speech import Clause
from streaming.transcript import Transcript
from streaming.translating import TranslatingStage
from streaming.translation import Translation

__all__ = ["FINALS_WAITING", "Branch", "Start"]

FINALS_WAITING = 256
"""Finals that may wait for a slower stage before the faster one waits for it."""

Start = Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]
"""Makes a task of the session's."""


class Branch:
    """What a session does for those who want one language. It lives in the session's tasks."""

    def __init__(self, translating: TranslatingStage | None) -> None:
        """`translating` is None where the recognizer itself translates."""
        self._translating = translating
        self._transcripts: Mailbox[Transcript] = Mailbox(FINALS_WAITING)
        self._clauses: Mailbox[Clause] = Mailbox(FINALS_WAITING)
        self._speaking: SpeakingStage | None = None
        self._spoken: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Translate until the branch is closed; what is spoken then is spoken to its end."""
        if self._translating is not None:
            await self._translating.run(self._transcripts)
        else:
            await self._transcripts.closed()
        self._clauses.close()

    def speak(self, speaking: SpeakingStage, start: Start) -> None:
        """Speak what is settled from now on, in the place of what spoke before."""
        self.hush()
        self._speaking, self._clauses = speaking, Mailbox(FINALS_WAITING)
        self._spoken = start(speaking.run(self._clauses))

    def hush(self) -> None:
        """Speak no more, at once: nobody listens."""
        if self._spoken is not None:
            self._spoken.cancel()
        self._speaking = self._spoken = None

    def close(self) -> None:
        """Take no more; what was taken is still translated, and spoken."""
        self._transcripts.close()

    async def follow(self, transcript: Transcript) -> None:
        """Translate a revision."""
        key = None if transcript.is_final else transcript.segment_id
        await self._transcripts.put(transcript, key)

    async def say(self, translation: Translation) -> None:
        """Speak what became stable with a revision, where it is to be spoken."""
        if self._speaking is not None:
            await self._speaking.queue(translation, self._clauses)
