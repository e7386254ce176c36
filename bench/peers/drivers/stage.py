"""The frame that every driver is put in: cores, sessions, usage, and the traces at the end."""

import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from ctypes import CDLL
from functools import partial
from pathlib import Path
from typing import Protocol

from bench.peers.drivers.job import Job
from bench.peers.drivers.sound import Sound, read_sound
from bench.peers.drivers.tape import Tape
from bench.peers.drivers.usage import Meter
from bench.trace import Trace, write_trace

__all__ = ["STAGGER_S", "Captioner", "perform"]

STAGGER_S = 1.0
"""Between the beginnings of two sessions, so that their passes do not fall together."""
PR_SET_PDEATHSIG = 1


class Captioner(Protocol):
    """A peer that has its model loaded."""

    @property
    def pid(self) -> int:
        """The process whose tree does the peer's work."""

    def caption(self, sound: Sound, tape: Tape) -> None:
        """Play a talk to it, in real time, and write down what it shows until it is done."""


Opened = Callable[[Job], AbstractContextManager[Captioner]]


def perform(open_captioner: Opened) -> None:
    """Do the job on the command line, and end the process."""
    _end_with_parent()
    job = Job.from_json(sys.argv[1])
    os.sched_setaffinity(0, job.cores)
    sound = read_sound(job.wav)
    with open_captioner(job) as captioner:
        for out, trace in zip(job.outs, _sessions(job, captioner, sound), strict=True):
            write_trace(trace, Path(out))
    # Threads that a library left running would keep the process.
    sys.stdout.flush()
    os._exit(0)


def _end_with_parent() -> None:
    """When told to end, or when left alone: at once, and the servers with us."""
    signal.signal(signal.SIGTERM, lambda number, frame: _end_at_once(128 + number))
    CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_at_once(status: int) -> None:
    # Threads would go on to the talk's end, so nothing can be closed in good order.
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(status)


def _sessions(job: Job, captioner: Captioner, sound: Sound) -> list[Trace]:
    tapes = [Tape() for _ in job.outs]
    with Meter(captioner.pid, tapes[0]) as meter, ThreadPoolExecutor(len(tapes)) as pool:
        errors = list(pool.map(partial(_session, captioner, sound), range(len(tapes)), tapes))
    talk = Path(job.wav).stem
    # What all sessions used together is the first one's, so that nothing is counted twice.
    usages = [meter.readings, *[()] * (len(tapes) - 1)]
    return [
        Trace(job.system, talk, tape.shown, usage, done_s, error)
        for tape, usage, (done_s, error) in zip(tapes, usages, errors, strict=True)
    ]


def _session(captioner: Captioner, sound: Sound, index: int, tape: Tape) -> tuple[float, str]:
    """When it was done, and what went wrong."""
    time.sleep(index * STAGGER_S)
    error = ""
    try:
        captioner.caption(sound, tape)
    except Exception as failure:
        # One session's failure is a result like any other, and the others go on.
        error = f"{type(failure).__name__}: {failure}"
    return tape.elapsed_s, error
