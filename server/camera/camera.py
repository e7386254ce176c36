"""One camera, from the answer to its offer until it is gone."""

import asyncio
import json
import logging
from collections.abc import Awaitable
from dataclasses import replace
from secrets import token_urlsafe

from configs.errors import DragomanError
from configs.schema import Config
from server.camera.line import Line
from server.camera.narration import Narration, Stage
from server.camera.orders import obey
from server.camera.page_announcer import PageAnnouncer
from server.camera.parts import CameraParts
from server.camera.question import SpokenQuestion
from server.camera.track_sink import TrackSink
from server.camera.wishes import Wishes
from server.media.peer import Peer, PeerState
from server.media.voices import SpokenVoice
from server.refusal import Refused
from server.wire import camera as wire
from streaming.events import Event, Failed, SceneDescription, SessionStarted, Warned
from streaming.narrating.session import NarrationSession
from streaming.narrating.voice import Voice

__all__ = ["Camera"]

logger = logging.getLogger(__name__)

CONNECTING_S = 30.0
"""A page that is not connected after so long does not come any more."""
LOOK_S = 1.0


class Camera:
    """Narrates as long as the connection lasts; `run` is its life.

    It ends when the page goes or never comes, when nothing is seen or asked for too long, when too
    many messages come, and when it is told to. Nothing that it saw outlives it.
    """

    def __init__(
        self,
        peer: Peer,
        spoken: SpokenVoice,
        wanted: wire.OpenCamera,
        config: Config,
        parts: CameraParts,
    ) -> None:
        """`spoken` is what the peer plays."""
        assert peer.pictures is not None, "a camera is seen"
        self.id = token_urlsafe(18)
        self.over = asyncio.Event()
        self._peer = peer
        self._pictures = peer.pictures
        self._spoken = spoken
        self._wishes = Wishes.of(wanted)
        self._begins_aloud = wanted.aloud
        self._config = config
        self._parts = parts
        self._now_s = parts.clock.now_s
        self._began_s = self._used_s = self._now_s()
        self._line = Line(self._now_s, lambda: self.end("rate", "too many messages"))
        self._announcer = PageAnnouncer(self._say, parts.clock, self._on_voice_lost)
        self._question = SpokenQuestion(peer.sound, config, parts, self._on_question)
        self._changed = asyncio.Event()
        """What is to be narrated, or how, is another thing than before."""
        self._is_hidden = wanted.hidden
        self._narration: Narration | None = None
        self._voicing: asyncio.Task[None] | None = None
        peer.on_state = self._on_state
        peer.on_channel = self._line.open
        peer.on_message = self._line.take

    async def run(self) -> None:
        """Stay until it is over; then nothing of it is left."""
        tasks = [asyncio.create_task(self._narrate()), asyncio.create_task(self._obey())]
        over = asyncio.create_task(self.over.wait())
        try:
            while not any(task.done() for task in (over, *tasks)) and not self._is_idle():
                await asyncio.wait(
                    (over, *tasks), timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED
                )
        finally:
            if self._voicing is not None:
                tasks.append(self._voicing)
            for task in (over, *tasks):
                task.cancel()
            outcomes = await asyncio.gather(*tasks, self._question.close(), return_exceptions=True)
            for outcome in outcomes:
                if isinstance(outcome, Exception):
                    logger.error("a camera failed", exc_info=outcome)
                    self.end("failed", "something went wrong in the server")
            await self._peer.close()

    def end(self, code: str, message: str) -> None:
        """It is over; the page is told why."""
        if not self.over.is_set():
            self._line.tell("over", code=code, message=message)
            self.over.set()

    async def _narrate(self) -> None:
        """One narration after the other, as the page shows, hides and chooses."""
        try:
            await self._line.opened.wait()
            if self._begins_aloud:
                await self._set_voice(on=True)
            eyes = await self._parts.pool.eyes()
            stage = Stage(self._on_event, self._on_missing, self._on_picture)
            while True:
                self._changed.clear()
                if self._is_hidden:
                    await self._changed.wait()
                    continue
                narration = self._narration = self._new_narration()
                running = narration.run(eyes, self._parts.pool, self._parts.convert, stage)
                if await self._has_ended(running):
                    self.end("ended", "no picture comes any more")
                    return
        except DragomanError as error:
            self.end("failed", error.in_one_line)

    def _new_narration(self) -> Narration:
        wishes, self._wishes = self._wishes, replace(self._wishes, begins_with_notice=False)
        return Narration(
            self.id, self._pictures, self._announcer, wishes, self._config, self._parts.clock
        )

    async def _has_ended(self, running: Awaitable[None]) -> bool:
        """Go through with it, unless something changes; whether it came to its end."""
        work = asyncio.ensure_future(running)
        change = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait((work, change), return_when=asyncio.FIRST_COMPLETED)
            has_ended = work.done()
        finally:
            work.cancel()
            change.cancel()
            await asyncio.gather(work, change, return_exceptions=True)
            self._narration = None
        if has_ended:
            work.result()
        return has_ended

    async def _obey(self) -> None:
        while True:
            told = await self._line.orders.get()
            self._used_s = self._now_s()
            match told:
                case wire.Hide():
                    if told.hidden != self._is_hidden:
                        self._is_hidden = told.hidden
                        self._changed.set()
                case wire.Prefer():
                    self._prefer(told)
                case wire.Speak():
                    self._speak(on=told.on)
                case wire.Ask():
                    self._ask(told)
                case _:
                    self._command(told)

    @property
    def _session(self) -> NarrationSession | None:
        if self._narration is None or self._changed.is_set():
            return None
        return self._narration.session

    def _command(self, told: wire.CameraMessage) -> None:
        if isinstance(told, wire.SetVerbosity):
            self._wishes = replace(self._wishes, verbosity=told.level)
        if self._session is None:
            self._problem("not_yet", "nothing is seen yet")
        else:
            obey(self._session, told)

    def _prefer(self, told: wire.Prefer) -> None:
        before, wishes = self._wishes, self._wishes.after(told)
        try:
            self._parts.check_language(wishes.language)
        except Refused as refusal:
            self._problem(refusal.code, str(refusal))
            return
        if wishes == before:
            return
        self._wishes = wishes
        self._changed.set()
        if wishes.language != before.language and self._announcer.is_aloud:
            self._speak(on=True)

    def _ask(self, told: wire.Ask) -> None:
        if self._session is not None:
            self._session.hear(told.asking)
        if told.asking:
            self._question.begin(self._wishes.language)
        else:
            self._question.finish()

    def _on_question(self, text: str, problem: str) -> None:
        self._line.tell("asked", text=text, problem=problem)
        if text:
            self._command(wire.Question(type="question", text=text[: wire.LONGEST_QUESTION]))

    def _speak(self, *, on: bool) -> None:
        """Have it said by our own voice, or by the page."""
        if self._voicing is not None:
            self._voicing.cancel()
        self._voicing = asyncio.create_task(self._set_voice(on=on))

    async def _set_voice(self, *, on: bool) -> None:
        await self._announcer.hush()
        if not on:
            self._announcer.use(None)
            self._line.tell("voice", on=False, message="")
            return
        try:
            speech = await self._parts.speech(self._wishes.language)
        except DragomanError as error:
            self._on_voice_lost(error)
            return
        sink = TrackSink(self._spoken, speech.sample_rate_hz, self._parts.clock)
        self._announcer.use(Voice(speech, sink, self._parts.clock))
        self._line.tell("voice", on=True, message="")

    def _on_voice_lost(self, error: DragomanError) -> None:
        self._announcer.use(None)
        self._line.tell("voice", on=False, message=error.in_one_line)

    def _say(self, text: str, language: str, priority: str) -> None:
        self._line.tell("say", text=text, language=language, priority=priority)

    def _on_event(self, event: Event) -> None:
        """Hand on what a page can use."""
        value = event.value
        if isinstance(value, SessionStarted):
            self._line.tell("ready", engines=dict(value.engines))
        elif isinstance(value, SceneDescription):
            self._line.tell("event", event=json.loads(event.to_json()))
        elif isinstance(value, Warned | Failed):
            self._problem("warning", value.message)

    def _on_missing(self) -> None:
        self._problem("no_picture", "no picture arrives")

    def _on_picture(self) -> None:
        self._used_s = self._now_s()

    def _problem(self, code: str, message: str) -> None:
        self._line.tell("problem", code=code, message=message)

    def _is_idle(self) -> bool:
        now_s = self._now_s()
        if not self._line.opened.is_set():
            return now_s - self._began_s > CONNECTING_S
        if now_s - self._used_s > self._config.server.idle_s:
            self.end("idle", "nothing was seen or asked for a long time")
        return self.over.is_set()

    def _on_state(self, state: PeerState) -> None:
        if state in ("failed", "closed"):
            self.over.set()
