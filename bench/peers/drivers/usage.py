"""What a process and all that it started have used, as Linux counts it."""

import os
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Protocol

from bench.trace import Usage

__all__ = ["Meter", "Stream", "used"]

PROC = Path("/proc")
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
EVERY_S = 1.0
BEGIN_S = 0.02
"""How closely the stream's beginning is watched for."""


def used(pid: int, proc: Path = PROC) -> tuple[float, float]:
    """Processor seconds so far, and resident MB, of a process with all its descendants."""
    table = {found: stat for found in _pids(proc) if (stat := _stat(proc / str(found)))}
    tree, new = set[int](), {pid} & table.keys()
    while new:
        tree |= new
        new = {each for each, stat in table.items() if int(stat[1]) in new} - tree
    # Fields 14 to 17 of proc(5): its own time and that of the children it has waited for.
    ticks = sum(int(field) for each in tree for field in table[each][11:15])
    pages = sum(int(table[each][21]) for each in tree)
    return ticks / TICKS_PER_S, pages * PAGE_BYTES / 1e6


def _pids(proc: Path) -> list[int]:
    return [int(entry.name) for entry in proc.iterdir() if entry.name.isdigit()]


def _stat(process: Path) -> list[str]:
    """Fields from the state on; none of a process that has just ended."""
    try:
        line = (process / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    # The name before them may hold anything.
    return line.rpartition(")")[2].split()


class Stream(Protocol):
    """Whose clock the readings are on."""

    @property
    def has_begun(self) -> bool:
        """Whether the first sample is there."""

    @property
    def elapsed_s(self) -> float:
        """Wall time since then."""


class Meter:
    """Reads about once a second what was used since a stream began; loading is not in it."""

    def __init__(self, pid: int, stream: Stream) -> None:
        self._pid = pid
        self._stream = stream
        self._stopped = Event()
        self._thread = Thread(target=self._read_on, daemon=True)
        self._before_s: float | None = None
        self._readings: list[Usage] = []

    def __enter__(self) -> "Meter":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._thread.join()
        self._read()

    @property
    def readings(self) -> tuple[Usage, ...]:
        """All so far; empty when the stream never began."""
        return tuple(self._readings)

    def _read_on(self) -> None:
        while not self._stopped.wait(BEGIN_S if self._before_s is None else EVERY_S):
            self._read()

    def _read(self) -> None:
        if not self._stream.has_begun:
            return
        elapsed_s = self._stream.elapsed_s
        cpu_s, memory_mb = used(self._pid)
        if self._before_s is None:
            self._before_s = cpu_s
        # A process that has ended still knows its processor time, but has no memory.
        last_mb = self._readings[-1].memory_mb if self._readings else 0.0
        self._readings.append(Usage(elapsed_s, cpu_s - self._before_s, memory_mb or last_mb))
