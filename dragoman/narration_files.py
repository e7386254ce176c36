"""What a narration leaves in a folder: its events, and what was said as sound."""

from collections.abc import Callable
from pathlib import Path

from audio_io.chunk import Samples
from audio_io.wav_sink import WavSink
from configs.errors import OutputError
from dragoman.outputs import EventFile
from streaming.events import Event

__all__ = ["NarrationFiles"]

_EVENTS, _SPEECH = "events.jsonl", "narration.wav"


class NarrationFiles:
    """Two files, whole after each write. One that cannot be written is given up."""

    def __init__(self, folder: Path, speech_rate_hz: int | None) -> None:
        """No speech without a rate. Raises `OutputError` for a file that cannot be made."""
        self.folder = folder
        self.failures: list[OutputError] = []
        self._events: EventFile | None = EventFile(folder / _EVENTS)
        self._speech: WavSink | None = None
        self.names: tuple[str, ...] = (_EVENTS,)
        if speech_rate_hz is not None:
            self._speech = WavSink(folder / _SPEECH, speech_rate_hz)
            self.names = (_EVENTS, _SPEECH)
        self._given_up: set[str] = set()

    def take(self, event: Event) -> None:
        """Write an event."""
        events = self._events
        if events is not None:
            self._try(_EVENTS, lambda: events.write(event))

    def place(self, start_s: float, samples: Samples) -> None:
        """Put speech on the time line: float32[n], from this media time on."""
        speech = self._speech
        if speech is not None:
            self._try(_SPEECH, lambda: speech.place(start_s, samples))

    async def close(self) -> None:
        """Close both. Once is enough."""
        events, self._events = self._events, None
        speech, self._speech = self._speech, None
        if events is not None:
            events.close()
        if speech is not None:
            await speech.close()

    def _try(self, name: str, write: Callable[[], object]) -> None:
        if name in self._given_up:
            return
        try:
            write()
        except OutputError as error:
            self._given_up.add(name)
            self.failures.append(error)
