"""What the stages of a session share: a way to say things, a clock, and threads of their own."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from streaming.events import EventValue
from streaming.metrics import Metrics

__all__ = ["Emit", "StreamClock", "Worker"]

MOST_LATE_FIRST_S = 2.0
"""Sound that is further ahead is sent faster than it is spoken: it tells nothing of the first."""

Emit = Callable[[EventValue], Awaitable[None]]
"""Says something to whoever listens to the session."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class StreamClock:
    """The two clocks of a stream: media time heard so far, and wall time since it began."""

    def __init__(self, now_s: Callable[[], float], *, is_live: bool) -> None:
        self._now_s = now_s
        self.is_live = is_live
        """Sound comes as it is spoken, and somebody waits for the result."""
        self._began_s: float | None = None
        self._first_s = 0.0
        """The same, by the first chunk alone."""
        self.media_s = 0.0
        """Media time of the newest sample consumed."""

    def heard(self, until_s: float) -> None:
        """A chunk was consumed that ends at this media time."""
        began_s = self._now_s() - until_s
        if self._began_s is None:
            self._began_s = self._first_s = began_s
        elif self.is_live and began_s < self._began_s:
            # Sound that is here has been said: if it is early, what came first came late.
            self._began_s = max(began_s, self._first_s - MOST_LATE_FIRST_S)
        self.media_s = until_s

    @property
    def elapsed_s(self) -> float:
        """Wall time since the stream's first sample."""
        return 0.0 if self._began_s is None else self._now_s() - self._began_s

    @property
    def present_s(self) -> float:
        """Media time at which something that is ready now can be heard at the earliest."""
        return self.elapsed_s if self.is_live else self.media_s


class Worker:
    """One thread for one engine: calls come one at a time, and never block the event loop.

    `shared` is a thread that other sessions use too: calls go in the order in which they come.
    """

    def __init__(
        self,
        stage: str,
        metrics: Metrics,
        now_s: Callable[[], float],
        shared: Executor | None = None,
    ) -> None:
        self._stage = stage
        self._metrics = metrics
        self._now_s = now_s
        self._is_own = shared is None
        self._executor: Executor = shared or ThreadPoolExecutor(
            max_workers=1, thread_name_prefix=stage
        )

    async def call(
        self,
        work: Callable[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> tuple[Result, float]:
        """Run `work` in the thread; its result and the wall time it took, in seconds."""

        def timed() -> tuple[Result, float]:
            began_s = self._now_s()
            result = work(*args, **kwargs)
            return result, self._now_s() - began_s

        result, cost_s = await asyncio.get_running_loop().run_in_executor(self._executor, timed)
        self._metrics.record(self._stage, cost_s)
        return result, cost_s

    def close(self) -> None:
        """End the thread, unless it is shared; waits for the call that is running."""
        if self._is_own:
            self._executor.shutdown(wait=True, cancel_futures=True)
