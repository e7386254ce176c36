"""What the server counts and measures, for Prometheus."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["CONTENT_TYPE", "Meters"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_EDGES_S = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.5, 5.0, 10.0, 30.0)
_ENGINES = frozenset({"recognize", "detect", "translate", "speak"})


class Meters:
    """One server's measures, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._stages = Histogram(
            "dragoman_stage_seconds",
            "From the end of the speech to the final, its translation, its translated speech",
            ["stage"],
            buckets=_EDGES_S,
            registry=self.registry,
        )
        self._dropped = Counter(
            "dragoman_dropped", "What was dropped under load", ["what"], registry=self.registry
        )
        self._refused = Counter(
            "dragoman_refused", "Requests that were refused", ["why"], registry=self.registry
        )
        self._requests = Counter(
            "dragoman_requests", "Answered requests", ["status"], registry=self.registry
        )
        self._lag = Histogram(
            "dragoman_lag_seconds",
            "How far a session is behind live",
            buckets=_EDGES_S,
            registry=self.registry,
        )
        self._engines = Histogram(
            "dragoman_engine_seconds",
            "What a call of an engine took: recognize, detect, translate, speak (a piece)",
            ["stage"],
            buckets=_EDGES_S,
            registry=self.registry,
        )
        self._queues = Gauge(
            "dragoman_queue_depth", "What waits", ["queue"], registry=self.registry
        )

    def stage(self, stage: str, seconds: float) -> None:
        """A stage's latency."""
        self._stages.labels(stage).observe(max(0.0, seconds))

    def engine(self, stage: str, seconds: float) -> None:
        """What one call of an engine took; other stages are left out."""
        if stage in _ENGINES:
            self._engines.labels(stage).observe(seconds)

    def lag(self, seconds: float) -> None:
        """How far behind live a session was."""
        self._lag.observe(max(0.0, seconds))

    def dropped(self, what: str, count: float = 1) -> None:
        """Something was dropped."""
        self._dropped.labels(what).inc(count)

    def refused(self, why: str) -> None:
        """Somebody was refused."""
        self._refused.labels(why).inc()

    def answered(self, status: int) -> None:
        """A request was answered; counted by the hundreds of its status."""
        self._requests.labels(f"{status // 100}xx").inc()

    def watch(self, name: str, about: str, value: Callable[[], float]) -> None:
        """A gauge that is read when somebody asks; `name` without its prefix."""
        gauge = Gauge(f"dragoman_{name}", about, registry=self.registry)
        gauge.set_function(value)

    def watch_queue(self, queue: str, depth: Callable[[], float]) -> None:
        """A queue's depth, read when somebody asks."""
        self._queues.labels(queue).set_function(depth)

    def page(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self.registry)
