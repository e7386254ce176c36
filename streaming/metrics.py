"""How long each stage takes: histograms of fixed size, however long the session."""

import os
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LatencySummary", "Metrics", "Observe", "memory_mb"]

Observe = Callable[[str, float], None]
"""Takes a stage and one of its latencies, in seconds."""

EDGES_S = tuple(0.001 * 1.25**step for step in range(64))
"""Upper edges of the buckets, from 1 ms in steps of a quarter to about 20 minutes."""


@dataclass(frozen=True, slots=True)
class LatencySummary:
    """A stage's latencies, in seconds; percentiles are upper edges of their buckets."""

    count: int
    p50_s: float
    p95_s: float
    max_s: float


class Metrics:
    """Latencies by stage."""

    def __init__(self, observe: Observe = lambda stage, seconds: None) -> None:
        """`observe` is told of each latency, for somebody who adds up many sessions."""
        self._observe = observe
        self._buckets: dict[str, list[int]] = {}
        self._max_s: dict[str, float] = {}

    def record(self, stage: str, seconds: float) -> None:
        """Note one latency of a stage."""
        self._observe(stage, seconds)
        buckets = self._buckets.setdefault(stage, [0] * (len(EDGES_S) + 1))
        buckets[bisect_left(EDGES_S, seconds)] += 1
        self._max_s[stage] = max(self._max_s.get(stage, 0.0), seconds)

    def summary(self) -> dict[str, LatencySummary]:
        """Summaries by stage, in the order the stages first appeared."""
        return {stage: self._summarise(stage) for stage in self._buckets}

    def _summarise(self, stage: str) -> LatencySummary:
        return LatencySummary(
            count=sum(self._buckets[stage]),
            p50_s=self._percentile(stage, 0.50),
            p95_s=self._percentile(stage, 0.95),
            max_s=self._max_s[stage],
        )

    def _percentile(self, stage: str, share: float) -> float:
        buckets, most_s = self._buckets[stage], self._max_s[stage]
        wanted, seen = share * sum(buckets), 0
        for edge_s, count in zip(EDGES_S, buckets, strict=False):
            seen += count
            if seen >= wanted:
                return min(edge_s, most_s)
        return most_s


def memory_mb() -> float:
    """Resident memory of this process in MB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
