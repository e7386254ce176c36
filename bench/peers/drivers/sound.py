"""A talk as the bytes that are streamed."""

import wave
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["BYTES_PER_S", "CHUNK_S", "Sound", "WrongSound", "read_sound"]

RATE_HZ = 16000
BYTES_PER_SAMPLE = 2
BYTES_PER_S = RATE_HZ * BYTES_PER_SAMPLE
CHUNK_S = 0.05
"""What a microphone hands over at a time."""


class WrongSound(Exception):
    """A file that is not 16 kHz, mono, 16 bit."""


@dataclass(frozen=True, slots=True)
class Sound:
    """16 kHz mono."""

    pcm: bytes
    """Signed 16 bit, little endian."""

    @property
    def duration_s(self) -> float:
        """Length of the sound."""
        return len(self.pcm) / BYTES_PER_S

    def chunks(self) -> Iterator[tuple[float, bytes]]:
        """End of each chunk in seconds of the sound, and its bytes."""
        size = round(CHUNK_S * RATE_HZ) * BYTES_PER_SAMPLE
        for begin in range(0, len(self.pcm), size):
            chunk = self.pcm[begin : begin + size]
            yield (begin + len(chunk)) / BYTES_PER_S, chunk


def read_sound(path: str) -> Sound:
    """Read a WAV file. Raises `WrongSound`."""
    with wave.open(path, "rb") as wav:
        form = wav.getframerate(), wav.getnchannels(), wav.getsampwidth()
        if form != (RATE_HZ, 1, BYTES_PER_SAMPLE):
            raise WrongSound(f"{path} is not 16 kHz, mono, 16 bit")
        return Sound(wav.readframes(wav.getnframes()))
