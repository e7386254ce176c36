"""The naive baseline: plain faster-whisper, asked again and again about the newest sound.

Once a second, or as soon as the last pass is over where that takes longer, the whole window is
recognised anew, with faster-whisper's own defaults (beam of 5, fallback to higher temperatures,
timestamps, no voice detection) and without a prompt. The window begins where the last cut was made
and holds at most 30 s. When it is longer than 20 s, it is cut where its last segment but one ends
(a lone segment is cut off at 30 s; a window without any text down to 1 s). What was cut off is
settled; everything else is unstable until it is cut off or the sound ends. One model serves all
sessions; CTranslate2 takes their passes one after the other.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from time import sleep
from typing import Any

from bench.peers.drivers.job import Job
from bench.peers.drivers.playing import playing
from bench.peers.drivers.sound import BYTES_PER_S, Sound
from bench.peers.drivers.stage import perform
from bench.peers.drivers.tape import Tape
from bench.peers.drivers.window import LONGEST_S, Segment, Window

__all__ = ["EVERY_S", "Naive", "opened"]

EVERY_S = 1.0
"""New sound that is worth another pass."""
POLL_S = 0.01


class Naive:
    """A faster-whisper model and what it is asked."""

    def __init__(self, model: Any, language: str) -> None:
        self._model = model
        self._language = language

    @property
    def pid(self) -> int:
        """This process."""
        return os.getpid()

    def caption(self, sound: Sound, tape: Tape) -> None:
        """Pass after pass until the sound has ended and all of it was heard."""
        heard, window, passed_s = bytearray(), Window(), 0.0
        with playing(sound, tape, heard.extend) as player:
            while True:
                _wait_for_sound(player, heard, passed_s)
                at_end, passed_s = player.done(), len(heard) / BYTES_PER_S
                length_s = min(passed_s - window.start_s, LONGEST_S)
                is_last = at_end and window.start_s + length_s >= sound.duration_s
                segments = self._recognize(_cut_out(heard, window.start_s, length_s))
                window, unstable = window.after(segments, length_s, is_last=is_last)
                tape.show(" ".join(window.settled), unstable)
                if is_last:
                    break
        player.result()

    def _recognize(self, pcm: bytes) -> list[Segment]:
        numpy: Any = import_module("numpy")
        samples = numpy.frombuffer(pcm, numpy.int16).astype(numpy.float32) / 32768
        segments, _ = self._model.transcribe(samples, language=self._language)
        return [Segment(segment.end, segment.text) for segment in segments]


def _wait_for_sound(player: "Future[None]", heard: bytearray, passed_s: float) -> None:
    while not player.done() and len(heard) / BYTES_PER_S - passed_s < EVERY_S:
        sleep(POLL_S)


def _cut_out(heard: bytearray, start_s: float, length_s: float) -> bytes:
    begin = round(start_s * BYTES_PER_S / 2) * 2
    return bytes(heard[begin : begin + round(length_s * BYTES_PER_S / 2) * 2])


@contextmanager
def opened(job: Job) -> Iterator[Naive]:
    """Load the model."""
    whisper: Any = import_module("faster_whisper")
    model = whisper.WhisperModel(
        job.model,
        device="cpu",
        compute_type="int8",
        cpu_threads=len(job.cores),
        local_files_only=True,
    )
    yield Naive(model, job.language)


if __name__ == "__main__":
    perform(opened)
