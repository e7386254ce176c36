"""Where a person's sound comes from: what a room needs of it, and the one that a socket feeds."""

from typing import Protocol

from audio_io.source import Source
from configs.schema import AudioConfig
from server.media.pushed import PushedSource

__all__ = ["Microphone", "SocketMicrophone"]

_RATE_HZ = 16_000


class Microphone(Protocol):
    """Gives the sound from now on, as often as it is asked."""

    def source(self) -> Source:
        """A source whose media time begins now."""
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

    def push(self, pcm: bytes, now_s: float) -> None:
        """A piece came."""
        self._pushed_s = now_s
        self.has_sound = True
        if self._source is not None:
            self._source.push_pcm(pcm)

    def note_silence(self, now_s: float, after_s: float) -> None:
        """Time passed: after so many seconds without a piece there is no sound."""
        if self._pushed_s is not None and now_s - self._pushed_s > after_s:
            self.has_sound = False
