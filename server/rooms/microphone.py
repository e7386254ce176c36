"""Where a person's sound comes from: what a room needs of it, and the one that a socket feeds."""

from typing import Protocol

from audio_io.source import Source
from configs.schema import AudioConfig
from server.media.pushed import PushedSource

__all__ = ["Microphone", "SocketMicrophone"]

_RATE_HZ = 16_000
SILENT_S = 30.0


class Microphone(Protocol):
    """Gives the sound from now on, as often as it is asked."""

    def source(self) -> Source:
        """A source whose media time begins now."""
        ...

    def tick(self, now_s: float) -> None:
        """A second passed, on a monotonic clock."""
        ...

    @property
    def has_sound(self) -> bool:
        """Whether sound comes, or came lately: without it there is nothing to hear."""
        ...


class SocketMicrophone:
    """Sound in pieces of PCM: 16-bit little-endian, 16 kHz, mono."""

    def __init__(self, name: str, audio: AudioConfig) -> None:
        self._name = name
        self._audio = audio
        self._source: PushedSource | None = None
        self._pushed_s: float | None = None
        self.has_sound = False

    def source(self) -> Source:
        """The newest source gets what is pushed; one that was given before has ended."""
        if self._source is not None:
            self._source.end()
        self._source = PushedSource(self._name, self._audio, sample_rate_hz=_RATE_HZ)
        return self._source

    def wake(self, now_s: float) -> bool:
        """A piece has come; whether it is the first after a silence."""
        self._pushed_s = now_s
        is_news, self.has_sound = not self.has_sound, True
        return is_news

    def push(self, pcm: bytes) -> None:
        """Hand a piece on to the newest source."""
        if self._source is not None:
            self._source.push_pcm(pcm)

    def tick(self, now_s: float) -> None:
        """After a while without a piece there is no sound, and nothing to hear."""
        if self._pushed_s is not None and now_s - self._pushed_s > SILENT_S:
            self.has_sound = False
