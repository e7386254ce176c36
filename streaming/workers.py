"""The threads of a session's stages."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor

from streaming.metrics import Metrics
from streaming.stage import Worker

__all__ = ["Workers"]


class Workers:
    """A thread for each stage: one that several sessions share, or else one of this session's."""

    def __init__(
        self, metrics: Metrics, now_s: Callable[[], float], shared: Mapping[str, Executor]
    ) -> None:
        """`shared` are threads by stage."""
        self._metrics = metrics
        self._now_s = now_s
        self._shared = shared
        self._workers: dict[str, Worker] = {}

    def of(self, stage: str) -> Worker:
        """The thread for a stage; always the same one."""
        if stage not in self._workers:
            shared = self._shared.get(stage)
            self._workers[stage] = Worker(stage, self._metrics, self._now_s, shared)
        return self._workers[stage]

    def close(self) -> None:
        """End those of this session, each after the call that is running."""
        for worker in self._workers.values():
            worker.close()
