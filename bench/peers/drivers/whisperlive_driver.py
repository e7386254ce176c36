"""WhisperLive: its server with the faster-whisper backend, over its WebSocket.

Stable are the segments that it marks as completed, unstable is the one that it does not. It has no
message that says it is done, and throws away what it has not yet heard when it is told that the
sound ended. So it is told so only when nothing has changed for a while, as its own client does; and
as its own client does, the segment that is still open then is taken as it is.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from socket import create_connection
from typing import Any

from bench.peers.drivers.job import Job
from bench.peers.drivers.playing import playing
from bench.peers.drivers.server import HOST, Server, ServerEnded, serving
from bench.peers.drivers.sound import Sound
from bench.peers.drivers.stage import perform
from bench.peers.drivers.tape import Tape

__all__ = ["Segments", "WhisperLive", "command", "opened"]

POLL_S = 0.1
LOADING_S = 120
QUIET_S = 15.0
"""As long as its own client waits for a change."""
MOST_S = 24 * 3600
"""How long a client may stay; it would be sent away after ten minutes."""
SERVER = (
    "import json, sys; from whisper_live.server import TranscriptionServer as Server; "
    "Server().run(**json.loads(sys.argv[1]))"
)


class Segments:
    """Segments as its own client keeps them."""

    def __init__(self) -> None:
        self._completed: list[Mapping[str, Any]] = []
        self.open = ""

    @property
    def stable(self) -> str:
        """What was completed so far; a message has only the last ten of them."""
        return " ".join(segment["text"].strip() for segment in self._completed)

    def take(self, segments: Sequence[Mapping[str, Any]]) -> None:
        """The newest message."""
        for segment in segments:
            if segment.get("completed") and self._is_new(segment):
                self._completed.append(segment)
        self.open = "" if segments[-1].get("completed") else segments[-1]["text"]

    def _is_new(self, segment: Mapping[str, Any]) -> bool:
        return not self._completed or float(segment["start"]) >= float(self._completed[-1]["end"])


class WhisperLive:
    """A running server."""

    def __init__(self, server: Server, language: str) -> None:
        self.pid = server.pid
        self._url = f"ws://{HOST}:{server.port}"
        self._language = language

    def caption(self, sound: Sound, tape: Tape) -> None:
        """One client, until nothing moves any more."""
        client: Any = import_module("websockets.sync.client")
        segments = Segments()
        with client.connect(self._url, max_size=None) as socket:
            self._greet(socket)
            with playing(sound, tape, socket.send) as player:
                while not (player.done() and tape.is_over(QUIET_S)):
                    _take(socket, segments, tape)
                    if player.done():
                        player.result()
            socket.send(b"END_OF_AUDIO")
        tape.show(f"{segments.stable} {segments.open}")

    def _greet(self, socket: Any) -> None:
        """What its own client says, but for the sound's format."""
        hello = {
            "uid": str(id(socket)),
            "language": self._language,
            "task": "transcribe",
            "model": "",
            "use_vad": True,
            "send_last_n_segments": 10,
            "no_speech_thresh": 0.45,
            "clip_audio": False,
            "same_output_threshold": 10,
            "audio_format": "int16",
        }
        socket.send(json.dumps(hello))
        answer = json.loads(socket.recv(timeout=LOADING_S))
        if answer.get("message") != "SERVER_READY":
            raise ServerEnded(f"the server said {answer.get('message')!r}")


def _take(socket: Any, segments: Segments, tape: Tape) -> None:
    try:
        message = json.loads(socket.recv(timeout=POLL_S))
    except TimeoutError:
        return
    if message.get("segments"):
        segments.take(message["segments"])
        tape.show(segments.stable, segments.open)


def command(job: Job, port: int) -> Sequence[str]:
    """What starts the server as its script would; that script is not in the package."""
    options = {
        "host": HOST,
        "port": port,
        "backend": "faster_whisper",
        "faster_whisper_custom_model_path": job.model,
        "single_model": True,
        "max_clients": len(job.outs),
        "max_connection_time": MOST_S,
    }
    return [sys.executable, "-c", SERVER, json.dumps(options)]


def _is_ready(port: int) -> bool:
    try:
        with closing(create_connection((HOST, port), timeout=1)):
            return True
    except OSError:
        return False


@contextmanager
def opened(job: Job) -> Iterator[WhisperLive]:
    """Start the server; it loads the model for its first client."""
    with serving(lambda port: command(job, port), _is_ready) as server:
        yield WhisperLive(server, job.language)


if __name__ == "__main__":
    perform(opened)
