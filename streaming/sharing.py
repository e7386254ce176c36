"""One set of engines for all sessions of a process.

The recognizer, which is what a machine has least of, goes by a scheduler (`scheduler`). Translators
and voices are asked in the order of the calls: a session has one call out for each language, so
nobody gets ahead. What remembers a stream, the voice detector, is made anew for each session.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from audio_io.vad import VoiceDetector
from configs.errors import ConfigError
from streaming.engines import Engines
from streaming.metrics import Metrics
from streaming.scheduler import Request, Scheduler
from translators.recognize import BatchRecognizer, Hypothesis, Recognizer, Window

__all__ = ["Choose", "Ear", "Shared", "SharedEngines", "SharedRecognizer", "stage_threads"]

Choose = Callable[[], Window | None]
"""Gives the window to hear, when its turn has come; None if there is nothing to hear after all."""
Answer = tuple[Hypothesis, float]
_Outcome = Hypothesis | BaseException


@dataclass(slots=True, eq=False)
class _Job:
    """A request with what the scheduler need not know."""

    choose: Choose
    answer: "asyncio.Future[Answer | None]"
    window: Window | None = None
    chosen_s: float = 0.0


class SharedRecognizer:
    """A recognizer in threads of its own, for any number of sessions in one event loop.

    As many passes run at a time as the engine takes (`RecognizerTraits.parallel`). A pass begins as
    soon as the engine is free, with what waits then: a session alone never waits.
    """

    def __init__(self, recognizer: Recognizer, now_s: Callable[[], float]) -> None:
        """`now_s` is a monotonic clock in seconds. The recognizer is not closed with this."""
        self._recognizer = recognizer
        self.now_s = now_s
        self._scheduler = Scheduler(recognizer.traits.max_batch)
        self._free = recognizer.traits.parallel
        self._executor = ThreadPoolExecutor(self._free, thread_name_prefix="recognize")
        self._jobs: dict[int, _Job] = {}
        self._names = count(1)
        self._closed = False

    @property
    def waiting(self) -> int:
        """Requests that wait for the engine."""
        return len(self._scheduler)

    def join(self, metrics: Metrics) -> "Ear":
        """A session's way to the engine; `metrics` are told what each of its passes took."""
        return Ear(self, f"session {next(self._names)}", metrics)

    def close(self) -> None:
        """End the threads; waits for the passes that are running. Nobody may ask any more."""
        self._closed = True
        self._executor.shutdown(wait=True, cancel_futures=True)

    async def ask(self, session: str, choose: Choose, *, is_final: bool) -> Answer | None:
        """The answer to the window that `choose` gives when its turn has come, and what it took.

        That is wall time since the window was chosen, in seconds. Raises what the engine raises.
        """
        loop = asyncio.get_running_loop()
        request = self._scheduler.submit(session, is_final=is_final, now_s=self.now_s())
        job = self._jobs[request.number] = _Job(choose, loop.create_future())
        self._go_on()
        try:
            return await job.answer
        finally:
            if not job.answer.done() or job.answer.cancelled():
                self._scheduler.cancel(request.number, self.now_s())
            del self._jobs[request.number]

    def hurry(self, session: str) -> None:
        """What the session waits for has become a final."""
        self._scheduler.hurry(session)

    def leave(self, session: str) -> None:
        """The session is over."""
        self._scheduler.leave(session)

    def _go_on(self) -> None:
        """Give the engine what it has room for."""
        while self._free and not self._closed:
            batch = self._scheduler.next_batch(self.now_s())
            if not batch:
                return
            heard = [request for request in batch if self._choose(request)]
            idle = [request for request in batch if request not in heard]
            self._scheduler.done(idle, 0.0, self.now_s())
            if heard:
                self._start(heard)

    def _choose(self, request: Request) -> bool:
        """Have the window chosen; False where nobody waits for it, or there is nothing to hear."""
        job = self._jobs[request.number]
        if job.answer.done():
            return False
        try:
            job.window = job.choose()
        except Exception as error:  # the session's own affair: it gets its error back
            job.answer.set_exception(error)
            return False
        job.chosen_s = self.now_s()
        if job.window is None:
            job.answer.set_result(None)
        return job.window is not None

    def _start(self, batch: Sequence[Request]) -> None:
        self._free -= 1
        jobs = [self._jobs[request.number] for request in batch]
        windows = [job.window for job in jobs if job.window is not None]
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._executor, _hear, self._recognizer, windows)
        running.add_done_callback(partial(self._finish, batch, jobs, self.now_s()))

    def _finish(
        self,
        batch: Sequence[Request],
        jobs: Sequence[_Job],
        began_s: float,
        running: "asyncio.Future[list[_Outcome]]",
    ) -> None:
        if running.cancelled():
            return
        now_s = self.now_s()
        for job, outcome in zip(jobs, running.result(), strict=True):
            if job.answer.done():
                continue
            if isinstance(outcome, BaseException):
                job.answer.set_exception(outcome)
            else:
                job.answer.set_result((outcome, now_s - job.chosen_s))
        self._free += 1
        self._scheduler.done(batch, now_s - began_s, now_s)
        self._go_on()


class Ear:
    """One session's way to the shared recognizer."""

    def __init__(self, shared: SharedRecognizer, session: str, metrics: Metrics) -> None:
        self._shared = shared
        self._session = session
        self._metrics = metrics

    async def recognize(self, window: Window, *, is_final: bool) -> Answer:
        """The answer to a window, and the wall time from asking to answer, waiting included."""
        began_s = self._shared.now_s()
        answered = await self.recognize_newest(lambda: window, is_final=is_final)
        assert answered is not None, "a window was given"
        return answered[0], self._shared.now_s() - began_s

    async def recognize_newest(self, choose: Choose, *, is_final: bool) -> Answer | None:
        """The answer to the window that `choose` gives when the engine is free for it.

        So what waited long is not old: it is the newest window that is heard. None if `choose`
        gave None. The time is that from choosing to answer, as long as the answer is behind.
        """
        answered = await self._shared.ask(self._session, choose, is_final=is_final)
        if answered is not None:
            self._metrics.record("recognize", answered[1])
        return answered

    def hurry(self) -> None:
        """What waits has become a final: speech ended meanwhile."""
        self._shared.hurry(self._session)

    def close(self) -> None:
        """Leave: what waits is cancelled."""
        self._shared.leave(self._session)


@dataclass(frozen=True, slots=True)
class Shared:
    """What a session uses together with others."""

    ears: SharedRecognizer
    threads: Mapping[str, ThreadPoolExecutor]
    """One thread for each of the other engines, by stage."""


def stage_threads() -> dict[str, ThreadPoolExecutor]:
    """A thread to translate in and one to speak in."""
    return {
        stage: ThreadPoolExecutor(1, thread_name_prefix=stage) for stage in ("translate", "speak")
    }


class SharedEngines:
    """Engines that any number of sessions work with at the same time.

    Give each session what `engines` returns. Close this after the last session, and after it the
    engines themselves.
    """

    def __init__(
        self,
        engines: Engines,
        create_detector: Callable[[], VoiceDetector],
        *,
        now_s: Callable[[], float],
    ) -> None:
        """Raises `ConfigError` for a recognizer that serves one stream of speech only."""
        if not engines.recognizer.traits.shareable:
            name = engines.recognizer.traits.name
            raise ConfigError("recognize.backend", f"{name} cannot serve several sessions")
        self._engines = engines
        self._create_detector = create_detector
        self._shared = Shared(SharedRecognizer(engines.recognizer, now_s), stage_threads())

    @property
    def waiting(self) -> int:
        """Requests that wait for the recognizer."""
        return self._shared.ears.waiting

    def engines(self) -> Engines:
        """The engines for one more session, with a voice detector of its own."""
        return replace(self._engines, detector=self._create_detector(), shared=self._shared)

    def close(self) -> None:
        """End the threads; waits for the calls that are running. The engines are left open."""
        self._shared.ears.close()
        for executor in self._shared.threads.values():
            executor.shutdown(wait=True, cancel_futures=True)


def _hear(recognizer: Recognizer, windows: Sequence[Window]) -> list[_Outcome]:
    """In the engine's thread: an answer or an error for each window.

    A window that spoils a batch spoils it only for itself.
    """
    if len(windows) > 1 and isinstance(recognizer, BatchRecognizer):
        try:
            return list(recognizer.recognize_batch(windows))
        except Exception:
            pass  # the one at fault is found below
    return [_hear_one(recognizer, window) for window in windows]


def _hear_one(recognizer: Recognizer, window: Window) -> _Outcome:
    try:
        return recognizer.recognize(window)
    except BaseException as error:  # whatever it is, the session that asked must not hang
        return error
