"""A driver whose captioner shows how many bytes it heard; started as the real ones are."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.peers.drivers.job import Job
from bench.peers.drivers.playing import play
from bench.peers.drivers.sound import Sound
from bench.peers.drivers.stage import perform
from bench.peers.drivers.tape import Tape


class Echo:
    def __init__(self, language: str) -> None:
        self.pid = os.getpid()
        self.language = language

    def caption(self, sound: Sound, tape: Tape) -> None:
        heard = bytearray()
        play(sound, tape, heard.extend)
        if self.language == "xx":
            raise ValueError("no such language")
        cores = sorted(os.sched_getaffinity(0))
        tape.show(f"{len(heard)} bytes on {cores}", "more")


@contextmanager
def opened(job: Job) -> Iterator[Echo]:
    # Like a server: it would go on for a minute if nobody ended it.
    child = subprocess.Popen([sys.executable, "-c", "import time; print(1); time.sleep(60)"])
    print("open", flush=True)
    yield Echo(job.language)
    child.kill()


if __name__ == "__main__":
    perform(opened)
