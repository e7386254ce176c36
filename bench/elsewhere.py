"""What the machine did besides what is measured: figures of a disturbed run are worth little."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from bench.peers.drivers.usage import used

__all__ = ["Elsewhere"]

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_BUSY = (0, 1, 2, 5, 6, 7)
"""Of the first line of /proc/stat: user, nice, system, interrupts, and time that was stolen."""


class Elsewhere:
    """Watches from its making on."""

    def __init__(self, pids: Sequence[int] = (), *, stat: Path = Path("/proc/stat")) -> None:
        """`pids` are measured, with all that they started, as is this process itself."""
        self._pids = pids
        self._stat = stat
        self._began_s = time.monotonic()
        self._before_s = self._others_s()

    def cores(self) -> float:
        """Cores that others have used since then, on the average."""
        return (self._others_s() - self._before_s) / (time.monotonic() - self._began_s)

    def _others_s(self) -> float:
        ticks = [int(each) for each in self._stat.read_text(encoding="ascii").split()[1:9]]
        busy_s = sum(ticks[place] for place in _BUSY) / _TICKS_PER_S
        return busy_s - sum(used(pid)[0] for pid in self._pids) - used(os.getpid())[0]
