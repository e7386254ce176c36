"""WhisperLiveKit: its server with the LocalAgreement policy, over its WebSocket.

Stable is the text of its lines, which hold committed words; unstable is its transcription buffer.
The sound ends with an empty message; it is done when it says `ready_to_stop`.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from bench.peers.drivers.job import Job
from bench.peers.drivers.playing import playing
from bench.peers.drivers.server import HOST, Server, serving
from bench.peers.drivers.sound import Sound
from bench.peers.drivers.stage import perform
from bench.peers.drivers.tape import Tape

__all__ = ["WhisperLiveKit", "command", "opened", "texts"]

POLL_S = 0.1
SILENCE = -2
"""The speaker of a line without words."""


class WhisperLiveKit:
    """A running server."""

    def __init__(self, server: Server) -> None:
        self.pid = server.pid
        self._url = f"ws://{HOST}:{server.port}/asr"

    def caption(self, sound: Sound, tape: Tape) -> None:
        """One client, until the server is ready to stop or nothing moves any more."""
        client: Any = import_module("websockets.sync.client")
        with client.connect(self._url, max_size=None) as socket:
            with playing(sound, tape, socket.send) as player:
                while not player.done():
                    _take(socket, tape)
            player.result()
            socket.send(b"")
            while not tape.is_over() and not _take(socket, tape):
                pass


def _take(socket: Any, tape: Tape) -> bool:
    """Show the next message, if there is one; whether it was the last."""
    try:
        message = json.loads(socket.recv(timeout=POLL_S))
    except TimeoutError:
        return False
    if "lines" in message:
        tape.show(*texts(message))
    return bool(message.get("type") == "ready_to_stop")


def texts(message: Mapping[str, Any]) -> tuple[str, str]:
    """What a message calls committed, and what not yet."""
    spoken = (line for line in message["lines"] if line.get("speaker") != SILENCE)
    stable = " ".join(line["text"].strip() for line in spoken if line["text"])
    return stable, message.get("buffer_transcription", "")


def command(job: Job, port: int) -> Sequence[str]:
    """What starts the server; all that is not named is as it comes."""
    return [
        str(Path(sys.executable).with_name("wlk")),
        *("--host", HOST, "--port", str(port)),
        *("--backend", "faster-whisper", "--backend-policy", "localagreement"),
        *("--model-path", job.model, "--language", job.language),
        *("--warmup-file", "", "--pcm-input"),
    ]


def _is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://{HOST}:{port}/health", timeout=1) as answer:
            return bool(json.load(answer)["ready"])
    except (URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def opened(job: Job) -> Iterator[WhisperLiveKit]:
    """Start the server, which loads the model."""
    with serving(lambda port: command(job, port), _is_ready) as server:
        yield WhisperLiveKit(server)


if __name__ == "__main__":
    perform(opened)
