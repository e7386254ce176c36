"""A WAV file that sound is placed into on a time line."""

import contextlib
import os
import struct
from pathlib import Path

import numpy as np

from audio_io.chunk import Samples
from configs.errors import OutputError

__all__ = ["WavSink"]

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_SAMPLE_BYTES = 2
_MOST_DATA_BYTES = 0xFFFF_FFFF - _HEADER.size
"""A WAV file's lengths are 32 bits wide: 24 hours at 24 kHz."""
_FULL_SCALE = 32767


class WavSink:
    """16-bit mono PCM. The file is whole after every piece, whatever happens later.

    A piece's samples go to the disk's cache first and the header's lengths after them, in two
    writes of the operating system without a buffer of our own: a process that dies in between
    leaves a header that describes the file up to the piece before. The same holds for a full
    disk: what could not be written whole is taken off again.
    """

    queued_s = 0.0
    """A file plays nothing."""

    def __init__(self, path: Path, sample_rate_hz: int) -> None:
        self.path = path
        self.sample_rate_hz = sample_rate_hz
        self._samples = 0
        self._closed = False
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        except OSError as error:
            raise OutputError(str(path), error.strerror or str(error)) from error
        try:
            self._put(0, self._header(0))
        except OutputError:
            os.close(self._fd)
            raise

    @property
    def end_s(self) -> float:
        """Time just after the last sample."""
        return self._samples / self.sample_rate_hz

    def place(self, start_s: float, samples: Samples) -> float:
        """Put float32[n] at a time, or right after what is there already; says when it starts.

        Silence fills the time in between. Raises `OutputError`.
        """
        at = max(self._samples, round(start_s * self.sample_rate_hz))
        if not len(samples):
            return at / self.sample_rate_hz
        end = at + len(samples)
        if end * _SAMPLE_BYTES > _MOST_DATA_BYTES:
            raise OutputError(str(self.path), "a WAV file cannot be longer than 4 GiB")
        scaled = np.clip(samples, -1.0, 1.0) * _FULL_SCALE
        # Beyond the file's end: the operating system fills what is skipped with zeros.
        self._put(_HEADER.size + at * _SAMPLE_BYTES, np.rint(scaled).astype("<i2").tobytes())
        self._put(0, self._header(end))
        self._samples = end
        return at / self.sample_rate_hz

    async def write(self, samples: Samples) -> None:
        """Add float32[n] right after what is there. Raises `OutputError`."""
        self.place(0.0, samples)

    def clear(self) -> None:
        """What is in a file stays there."""

    async def close(self) -> None:
        """Close the file."""
        if not self._closed:
            self._closed = True
            os.close(self._fd)

    def _header(self, samples: int) -> bytes:
        data_bytes = samples * _SAMPLE_BYTES
        rate_hz = self.sample_rate_hz
        return _HEADER.pack(
            *(b"RIFF", _HEADER.size - 8 + data_bytes, b"WAVE"),
            *(b"fmt ", 16, 1, 1, rate_hz, rate_hz * _SAMPLE_BYTES, _SAMPLE_BYTES, 16),
            *(b"data", data_bytes),
        )

    def _put(self, at: int, content: bytes) -> None:
        left = memoryview(content)
        try:
            while left:
                written = os.pwrite(self._fd, left, at)
                left, at = left[written:], at + written
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, _HEADER.size + self._samples * _SAMPLE_BYTES)
            raise OutputError(str(self.path), error.strerror or str(error)) from error
