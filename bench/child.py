"""Runs a program on this terminal and measures what it took; ends one that runs."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["ChildRun", "run_child", "stop_child"]

_KIB = 1024


@dataclass(frozen=True, slots=True)
class ChildRun:
    """How a program ended and what it used, with all the programs that it ran and waited for."""

    exit_status: int
    """As a shell reports it: 128 and the signal's number when a signal ended it."""
    wall_s: float
    cpu_s: float
    """User and system time, from its start to its end."""
    peak_bytes: int
    """Most memory that the largest of the processes held at one time."""


def run_child(command: Sequence[str], *, quiet: bool = False) -> ChildRun:
    """Run it to its end. `quiet` throws away what it prints, apart from errors."""
    began_s = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL if quiet else None)
    while True:
        try:
            _, status, used = os.wait4(child.pid, 0)
            break
        except KeyboardInterrupt:
            # The terminal has told the child as well; it is ending in its own way.
            continue
    code = os.waitstatus_to_exitcode(status)
    child.returncode = code
    return ChildRun(
        exit_status=code if code >= 0 else 128 - code,
        wall_s=time.monotonic() - began_s,
        cpu_s=used.ru_utime + used.ru_stime,
        peak_bytes=used.ru_maxrss * _KIB,
    )


def stop_child(child: "subprocess.Popen[bytes]", patience_s: float) -> None:
    """Tell it to end if it still runs, and make it end if that takes too long."""
    child.terminate()
    try:
        child.wait(patience_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
