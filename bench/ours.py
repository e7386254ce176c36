"""Dragoman on a talk, as a user runs it: its command, in real time, in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.child import stop_child
from bench.our_trace import trace_of
from bench.peers.drivers.usage import Meter
from bench.peers.last_words import last_words
from bench.reading import read_events
from bench.trace import Trace, Usage
from configs.errors import DragomanError

__all__ = ["NAME", "caption_live", "pinned"]

NAME = "dragoman"
STOPPING_S = 10.0


def caption_live(
    wav: Path,
    model: str,
    language: str,
    out: Path,
    *,
    cores: Sequence[int],
    settings: Sequence[str] = (),
) -> Trace:
    """Stream a recording through `dragoman captions` on these processor cores.

    What it wrote stays in the folder `out`. If it fails, the trace says why.
    """
    command = [
        *(sys.executable, "-m", "dragoman", "captions", str(wav), "--language", language),
        *("--out", str(out), "--pace", "realtime", "--profile", "light", "--offline"),
        *(part for each in (f"recognize.model={model}", *settings) for part in ("--set", each)),
    ]
    out.mkdir(parents=True, exist_ok=True)
    path = out / "events.jsonl"
    path.unlink(missing_ok=True)
    # Ctrl-C on our terminal must not reach it: we stop it ourselves.
    with pinned(cores), (out / "log.txt").open("wb") as log:
        child = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        usage = _watch(child, path)
    finally:
        stop_child(child, STOPPING_S)
    try:
        trace = trace_of(read_events(path), talk=wav.stem, system=NAME, usage=usage)
    except (DragomanError, OSError) as error:
        said = last_words((out / "log.txt").read_text(encoding="utf-8", errors="replace"))
        return Trace(NAME, wav.stem, (), usage, error=said or str(error))
    return trace if child.returncode == 0 else replace(trace, error=f"status {child.returncode}")


@contextmanager
def pinned(cores: Sequence[int]) -> Iterator[None]:
    """What is started in the block stays on these cores; we come back from there."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _watch(child: "subprocess.Popen[bytes]", events: Path) -> tuple[Usage, ...]:
    """What it uses, from the moment at which it says that sound may come, until it ends."""
    with Meter(child.pid, _Written(events)) as meter:
        # It is not waited for in the usual way: what it used can be read until it is.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    return meter.readings


class _Written:
    """A stream that has begun when something is in its file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._began_s: float | None = None

    @property
    def has_begun(self) -> bool:
        """Whether something was there by now."""
        if self._began_s is None and self._path.exists() and self._path.stat().st_size:
            self._began_s = time.monotonic()
        return self._began_s is not None

    @property
    def elapsed_s(self) -> float:
        """Wall time since that was seen."""
        return 0.0 if self._began_s is None else time.monotonic() - self._began_s
