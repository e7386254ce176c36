"""RealtimeSTT: a recorder that is fed, with its realtime transcription.

Stable are the final transcriptions, unstable is the text that it shows of a recording before its
final. What it calls stabilized is unstable here, since a final may differ from it and replaces it.
At the sound's end the recording that is going on is stopped; it is done when its finals are there.
It has no model that sessions share: each is a recorder with models of its own.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from queue import SimpleQueue
from threading import Lock
from time import sleep
from typing import Any

from bench.peers.drivers.job import Job
from bench.peers.drivers.playing import playing
from bench.peers.drivers.sound import Sound
from bench.peers.drivers.stage import perform
from bench.peers.drivers.tape import Tape

__all__ = ["Page", "RealtimeSTT", "opened"]

POLL_S = 0.05
DRAINING_S = 20.0
CHUNK_BYTES = 1024
"""What it takes up at a time."""


class Page:
    """The text of one recorder: finals come in the order of the recordings they are of."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._finals: list[str] = []
        self._open: dict[int, str] = {}
        self.tape: Tape | None = None

    def revise(self, recording: int, text: str) -> None:
        """What is heard so far in a recording, counted from 1."""
        with self._lock:
            if recording > len(self._finals):
                self._open[recording] = text
                self._show()

    def settle(self, text: str) -> None:
        """The final of the next recording."""
        with self._lock:
            self._finals.append(text)
            self._open.pop(len(self._finals), None)
            self._show()

    def _show(self) -> None:
        if self.tape is not None:
            still_open = " ".join(self._open[each] for each in sorted(self._open))
            self.tape.show(" ".join(self._finals), still_open)


class Recorder:
    """Its recorder, and the page that it writes on."""

    def __init__(self, job: Job) -> None:
        library: Any = import_module("RealtimeSTT")
        self.page = Page()
        self._fed_bytes = 0
        self._recorder = library.AudioToTextRecorder(
            model=job.model,
            realtime_model_type=job.model,
            language=job.language,
            device="cpu",
            compute_type="int8",
            use_microphone=False,
            enable_realtime_transcription=True,
            on_realtime_text_stabilization_update=self._revise,
            # As in its own server: otherwise the least noise goes on being a recording.
            silero_deactivity_detection=True,
            spinner=False,
            no_log_file=True,
        )

    def _revise(self, event: Any) -> None:
        self.page.revise(event.recording_id, event.display_text or event.raw_observation_text)

    def feed(self, pcm: bytes) -> None:
        """16 kHz, mono, 16 bit."""
        self._fed_bytes += len(pcm)
        self._recorder.feed_audio(pcm)

    def write_finals(self) -> None:
        """Until it is closed."""
        while not self._recorder.is_shut_down:
            text = self._recorder.text()
            if not self._recorder.is_shut_down:
                self.page.settle(text)

    def finish(self) -> None:
        """All was fed: wait until it has been taken up."""
        # It has a call for a last chunk that is too short, but its voice detector breaks on one.
        self.feed(bytes(-self._fed_bytes % CHUNK_BYTES))
        self._recorder.drain_audio_input(timeout=DRAINING_S)

    @property
    def is_done(self) -> bool:
        """Whether it waits for speech again. It does not stop a recording that has just begun."""
        if self._recorder.is_recording:
            self._recorder.stop()
            return False
        waits = self._recorder.state == "listening"
        return waits and bool(self._recorder.recorded_audio_queue.empty())

    def close(self) -> None:
        """Wakes `write_finals` too."""
        self._recorder.shutdown()


class RealtimeSTT:
    """As many recorders as there are sessions."""

    def __init__(self, recorders: list[Recorder]) -> None:
        self._idle: SimpleQueue[Recorder] = SimpleQueue()
        for recorder in recorders:
            self._idle.put(recorder)

    @property
    def pid(self) -> int:
        """This process; on Linux its workers are threads."""
        return os.getpid()

    def caption(self, sound: Sound, tape: Tape) -> None:
        """One recorder, until it waits for speech again."""
        recorder = self._idle.get()
        recorder.page.tape = tape
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(recorder.write_finals)
            try:
                with playing(sound, tape, recorder.feed) as player:
                    player.result()
                recorder.finish()
                while not tape.is_over() and not recorder.is_done and not writing.done():
                    sleep(POLL_S)
            finally:
                recorder.close()
        writing.result()


@contextmanager
def opened(job: Job) -> Iterator[RealtimeSTT]:
    """Load the models."""
    yield RealtimeSTT([Recorder(job) for _ in job.outs])


if __name__ == "__main__":
    perform(opened)
