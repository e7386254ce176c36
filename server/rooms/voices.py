"""The open microphones of a room: who is heard gets a session, and loses it when not."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Protocol

from configs.errors import DragomanError
from configs.schema import Config
from server.engines import Pool
from server.refusal import Refused
from server.rooms.microphone import Microphone
from server.rooms.person import Person
from server.rooms.voice import Line, Voice
from server.slots import Slots
from streaming.events import Event
from streaming.speech import SpokenAudio

__all__ = ["Stage", "Voices"]

_FIRST_RETRY_S = 1.0
_LONGEST_RETRY_S = 30.0


class Stage(Protocol):
    """Takes what is said in a room."""

    def on_event(self, speaker: Person, event: Event) -> None:
        """A session's event."""
        ...

    async def on_speech(self, speaker: Person, language: str, spoken: SpokenAudio) -> None:
        """Translated speech of somebody."""
        ...

    def on_trouble(self, speaker: Person, message: str, *, failed: bool) -> None:
        """A line for people; `failed`: they are not heard at the moment."""
        ...

    def on_call(self, stage: str, seconds: float) -> None:
        """An engine was called, and took so long."""
        ...

    def on_busy(self, speaker: Person, retry_s: float) -> None:
        """They cannot be heard now, because too many are."""
        ...


@dataclass(slots=True)
class _Pause:
    """After a failure: when to try again, and how long to wait if that fails too."""

    until_s: float
    next_s: float


class Voices:
    """Runs the sessions of one room's people."""

    def __init__(
        self,
        stage: Stage,
        *,
        config: Config,
        pool: Pool,
        slots: Slots,
        now_s: Callable[[], float],
    ) -> None:
        """`now_s` is a monotonic clock in seconds."""
        self._stage = stage
        self._config = config
        self._pool = pool
        self._slots = slots
        self._now_s = now_s
        self._numbers = count(1)
        self._speaking: dict[str, Voice] = {}
        self._pauses: dict[str, _Pause] = {}
        self._tasks: dict[asyncio.Task[None], str] = {}
        """Each session's, and whose it is."""

    def __len__(self) -> int:
        """Sessions that run, those included that say their last words."""
        return len(self._tasks)

    @property
    def speakers(self) -> frozenset[str]:
        """Who is heard now."""
        return frozenset(self._speaking)

    def hear(self, person: Person, microphone: Microphone, targets: Mapping[str, bool]) -> None:
        """Have somebody heard, and translated into these languages (True: spoken too)."""
        voice = self._speaking.get(person.id)
        if voice is not None and voice.language != person.wishes.speaks:
            self.stop(person.id)
            voice = None
        if voice is None:
            voice = self._start(person, microphone)
        if voice is not None:
            voice.want(targets)

    def stop(self, person_id: str) -> None:
        """Hear somebody no more; what was said until now still gets its finals."""
        voice = self._speaking.pop(person_id, None)
        if voice is not None:
            voice.stop()

    def forget(self, person_id: str) -> None:
        """Somebody has gone for good."""
        self.stop(person_id)
        self._pauses.pop(person_id, None)

    async def finish(self) -> None:
        """Hear nobody any more, and wait for everybody's last words."""
        for person_id in tuple(self._speaking):
            self.stop(person_id)
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def abandon(self) -> None:
        """End at once, whatever was said."""
        for task in self._tasks:
            task.cancel()
        await self.finish()

    def _start(self, person: Person, microphone: Microphone) -> Voice | None:
        pause = self._pauses.get(person.id)
        if pause is not None and self._now_s() < pause.until_s:
            return None
        try:
            last_words = sum(each == person.id for each in self._tasks.values())
            self._slots.take(goes_on=last_words == 1)
        except Refused as refusal:
            wait_s = refusal.retry_s or _FIRST_RETRY_S
            self._pauses[person.id] = _Pause(self._now_s() + wait_s, _FIRST_RETRY_S)
            self._stage.on_busy(person, wait_s)
            return None
        voice = self._voice(person, microphone)
        self._speaking[person.id] = voice
        task = asyncio.create_task(self._run(person, voice), name=f"voice {voice.name}")
        self._tasks[task] = person.id
        task.add_done_callback(self._tasks.pop)
        return voice

    def _voice(self, person: Person, microphone: Microphone) -> Voice:
        line = Line(
            event=partial(self._stage.on_event, person),
            play=partial(self._stage.on_speech, person),
            warn=partial(self._stage.on_trouble, person, failed=False),
            took=self._stage.on_call,
        )
        return Voice(
            f"{person.id}-{next(self._numbers)}",
            person.wishes.speaks,
            microphone.source(),
            line,
            config=self._config,
            pool=self._pool,
            now_s=self._now_s,
        )

    async def _run(self, person: Person, voice: Voice) -> None:
        problem = ""
        try:
            problem = await voice.run()
        except DragomanError as error:
            problem = str(error)
            self._stage.on_trouble(person, problem, failed=True)
        except Exception:
            problem = "the recognizer stopped"
            logging.getLogger("dragoman").exception("a session failed")
            self._stage.on_trouble(person, problem, failed=True)
        finally:
            self._slots.give_back()
            self._ended(person.id, voice, failed=bool(problem))

    def _ended(self, person_id: str, voice: Voice, *, failed: bool) -> None:
        """Whose session ended by itself is heard anew at the next occasion; not at once, if
        it failed.
        """
        if self._speaking.get(person_id) is voice:
            del self._speaking[person_id]
        if failed:
            before = self._pauses.get(person_id)
            wait_s = before.next_s if before else _FIRST_RETRY_S
            longer_s = min(2 * wait_s, _LONGEST_RETRY_S)
            self._pauses[person_id] = _Pause(self._now_s() + wait_s, longer_s)
        else:
            self._pauses.pop(person_id, None)
