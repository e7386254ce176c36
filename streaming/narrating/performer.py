"""Does what a narrator decides, in order, in one task: begins, cuts off, asks."""

import asyncio
from dataclasses import dataclass, replace

from captions.announcing.announcement import Announcement
from captions.announcing.announcer import Announcer
from configs.errors import DragomanError
from streaming.events import SceneDescription, Warned
from streaming.narrating.asking import Asking
from streaming.narrating.mouth import LiveMouth, Mouth, Place, TimelineMouth
from streaming.narrating.narrator import Narrator
from streaming.narrating.utterance import Act, Ask, Hush, Reply, Say, Utterance
from streaming.narrating.voice import Speech
from streaming.stage import Emit, StreamClock
from video_io.frame import VideoFrame

__all__ = ["Live", "Performer", "Recording"]

ACTS_WAITING = 256
"""What waits to be done. It is never full: a narrator says one thing at a time."""


@dataclass(frozen=True, slots=True)
class Live:
    """Pictures come as they are taken, and somebody listens."""

    announcer: Announcer
    """The session does not close it."""
    hears_itself: bool = True
    """The microphone hears the announcer: no voice counts while it speaks."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Pictures come as fast as they can be looked at; speech is placed on their time line."""

    speech: Speech | None = None
    place: Place | None = None

    @property
    def hears_itself(self) -> bool:
        """What is placed on a time line sounds nowhere yet."""
        return False


class Performer:
    """The hands of a narrator. Lives in one event loop, inside one TaskGroup."""

    def __init__(
        self,
        narrator: Narrator,
        asking: Asking,
        clock: StreamClock,
        emit: Emit,
        way: Live | Recording,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._narrator = narrator
        self._asking = asking
        self._clock = clock
        self._emit = emit
        self._tasks = tasks
        self._mouth: Mouth = (
            LiveMouth(way.announcer, tasks.create_task, self._ended)
            if isinstance(way, Live)
            else TimelineMouth(way.speech, way.place)
        )
        self._acts: asyncio.Queue[tuple[Act | SceneDescription, float]]
        self._acts = asyncio.Queue(ACTS_WAITING)
        self._saying: SceneDescription | None = None
        self._asked = 0
        self.newest: VideoFrame | None = None
        """What engines are asked about."""
        self.in_view: dict[str, int] = {}

    @property
    def is_speaking(self) -> bool:
        """Whether something is being said."""
        return self._saying is not None

    @property
    def is_busy(self) -> bool:
        """Whether something is being said, asked or decided."""
        return self.is_speaking or self._asked > 0 or self._acts.qsize() > 0

    def do(self, acts: tuple[Act | SceneDescription, ...], at_s: float | None = None) -> None:
        """Have these done or told, after what was decided before; at a media time, if not now."""
        at_s = self._clock.present_s if at_s is None else at_s
        for act in acts:
            self._acts.put_nowait((act, at_s))

    async def done(self) -> None:
        """Wait until what was decided so far is done."""
        await self._acts.join()

    async def catch_up(self, until_s: float) -> None:
        """On a recording's time line, utterances end between its frames."""
        mouth = self._mouth
        while isinstance(mouth, TimelineMouth) and mouth.number is not None:
            if mouth.end_s > until_s:
                return
            self._ended(mouth.end(), mouth.end_s)
            await self.done()

    async def run(self) -> None:
        """Perform until cancelled."""
        while True:
            act, at_s = await self._acts.get()
            try:
                if isinstance(act, Say):
                    await self._say(act.utterance, at_s)
                elif isinstance(act, Hush):
                    await self._hush(act, at_s)
                elif isinstance(act, SceneDescription):
                    await self._emit(act)
                else:
                    await self._ask(act)
            finally:
                self._acts.task_done()

    async def _say(self, utterance: Utterance, at_s: float) -> None:
        text, language = await self._asking.translated(utterance.text, utterance.language)
        self._saying = SceneDescription(
            number=utterance.number,
            text=text,
            priority=utterance.priority.word,
            reason=utterance.reason.value,
            language=language,
            state="started",
            at_s=self._moment_s(at_s),
            captured_s=utterance.captured_s,
            in_view=dict(self.in_view),
        )
        await self._emit(self._saying)
        announcement = Announcement(text, utterance.priority, language)
        await self._mouth.begin(utterance.number, announcement, at_s)

    async def _hush(self, hush: Hush, at_s: float) -> None:
        said = self._saying
        if said is None or said.number != hush.number:
            return  # it came to its end just before
        self._saying = None
        await self._mouth.cut(at_s)
        cut_s, in_view = self._moment_s(at_s), dict(self.in_view)
        await self._emit(replace(said, state="cut", why=hush.why, at_s=cut_s, in_view=in_view))

    def _ended(self, number: int, at_s: float | None = None) -> None:
        """An utterance was heard to its end."""
        said = self._saying
        if said is None or said.number != number:
            return
        self._saying = None
        ended_s = self._clock.present_s if at_s is None else at_s
        finished = replace(said, state="finished", at_s=ended_s, in_view=dict(self.in_view))
        self.do((finished, *self._narrator.finished(number, ended_s)), ended_s)

    async def _ask(self, ask: Ask) -> None:
        self._asked += 1
        if self._clock.is_live:
            self._tasks.create_task(self._answer(ask))
        else:
            await self._answer(ask)

    async def _answer(self, ask: Ask) -> None:
        frame = self.newest
        reply = Reply("", frame.captured_s if frame else 0.0, 0.0)
        try:
            if frame is not None:
                reply = await self._asking.reply(ask, frame)
        except DragomanError as error:
            await self._emit(Warned(f"{ask.want.value} failed: {error}"))
        finally:
            self._asked -= 1
        self.do(self._narrator.answered(ask.number, reply, self._clock.present_s))

    def _moment_s(self, at_s: float) -> float:
        return self._clock.present_s if self._clock.is_live else at_s
