"""Sound into the bytes of an audio file, piece by piece: what can be played leaves at once."""

import struct
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from audio_io.chunk import Samples
from audio_io.resample import Resampler
from configs.errors import ConfigError

if TYPE_CHECKING:
    from av import AudioFrame

__all__ = ["ENCODED_HZ", "ENCODINGS", "Encoder", "Encoding", "open_encoder", "to_pcm16"]

ENCODED_HZ = 24_000
"""The rate of everything that is encoded: the common one of speech services."""
_BIT_RATE = 64_000
_UNKNOWN_BYTES = 0xFFFF_FFFF
_FULL_SCALE = 32767
_WAV_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How sound is written in one format."""

    media_type: str
    container: str = ""
    """FFmpeg's muxer; empty for plain PCM, which needs none."""
    codec: str = ""
    sample_format: str = ""
    options: dict[str, str] = field(default_factory=dict)


ENCODINGS = MappingProxyType(
    {
        # Without a Xing header, which could only be written when the length is known.
        "mp3": Encoding("audio/mpeg", "mp3", "libmp3lame", "fltp", {"write_xing": "0"}),
        # A page every 0.2 s, not every second: a page is sent when it is full.
        "opus": Encoding("audio/ogg", "ogg", "libopus", "flt", {"page_duration": "200000"}),
        "aac": Encoding("audio/aac", "adts", "aac", "fltp"),
        "flac": Encoding("audio/flac", "flac", "flac", "s16"),
        "wav": Encoding("audio/wav"),
        "pcm": Encoding("audio/pcm"),
    }
)
"""By the names that people ask for."""


class Encoder(Protocol):
    """Encodes one stream of mono sound. Any thread may call, one at a time."""

    def push(self, samples: Samples) -> bytes:
        """Take float32[n] in [-1, 1]; the bytes that are ready come back, possibly none."""
        ...

    def finish(self) -> bytes:
        """The rest; nothing may follow."""
        ...


def open_encoder(name: str, from_hz: int) -> Encoder:
    """An encoder of one of `ENCODINGS` for sound at `from_hz`. Raises `ConfigError`."""
    encoding = ENCODINGS.get(name)
    if encoding is None:
        raise ConfigError("audio format", f"unknown format {name!r}", allowed=ENCODINGS)
    if encoding.container:
        return _MediaEncoder(encoding, from_hz)
    return _PcmEncoder(from_hz, header=_wav_header() if name == "wav" else b"")


def to_pcm16(samples: Samples) -> bytes:
    """Float32[n] in [-1, 1] as signed 16-bit little-endian samples."""
    return np.rint(np.clip(samples, -1.0, 1.0) * _FULL_SCALE).astype("<i2").tobytes()


def _wav_header() -> bytes:
    """The header of a WAV stream whose length nobody knows yet."""
    rate_hz = ENCODED_HZ
    return _WAV_HEADER.pack(
        *(b"RIFF", _UNKNOWN_BYTES, b"WAVE"),
        *(b"fmt ", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16),
        *(b"data", _UNKNOWN_BYTES),
    )


class _PcmEncoder:
    def __init__(self, from_hz: int, *, header: bytes) -> None:
        self._resampler = Resampler(from_hz, ENCODED_HZ)
        self._header = header

    def push(self, samples: Samples) -> bytes:
        return self._headed(to_pcm16(self._resampler.push(samples)))

    def finish(self) -> bytes:
        return self._headed(to_pcm16(self._resampler.finish()))

    def _headed(self, content: bytes) -> bytes:
        header, self._header = self._header, b""
        return header + content


class _Pipe:
    """Where FFmpeg writes to: bytes wait here until they are taken. It cannot seek."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, content: bytes) -> int:
        self._waiting += content
        return len(content)

    def take(self) -> bytes:
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


class _MediaEncoder:
    def __init__(self, encoding: Encoding, from_hz: int) -> None:
        import av

        self._resampler = Resampler(from_hz, ENCODED_HZ)
        self._pipe = _Pipe()
        self._container = av.open(
            self._pipe, "w", format=encoding.container, options=dict(encoding.options)
        )
        self._stream: Any = self._container.add_stream(
            encoding.codec, rate=ENCODED_HZ, layout="mono", format=encoding.sample_format
        )
        if encoding.codec != "flac":
            self._stream.codec_context.bit_rate = _BIT_RATE
        self._shape = av.AudioResampler(encoding.sample_format, "mono", ENCODED_HZ)
        self._taken = 0

    def push(self, samples: Samples) -> bytes:
        self._encode(self._resampler.push(samples))
        return self._pipe.take()

    def finish(self) -> bytes:
        self._encode(self._resampler.finish())
        self._mux(self._shape.resample(None))
        if not self._taken:  # encoders write nothing at all, not even a header, without a sample
            self._encode(np.zeros(ENCODED_HZ // 50, dtype=np.float32))
        for packet in self._stream.encode(None):
            self._container.mux(packet)
        self._container.close()
        return self._pipe.take()

    def _encode(self, samples: Samples) -> None:
        from av import AudioFrame

        if not len(samples):
            return
        row = np.ascontiguousarray(samples, dtype=np.float32)[np.newaxis, :]
        frame = AudioFrame.from_ndarray(row, format="flt", layout="mono")
        frame.sample_rate = ENCODED_HZ
        frame.pts = self._taken
        self._taken += len(samples)
        self._mux(self._shape.resample(frame))

    def _mux(self, frames: "list[AudioFrame]") -> None:
        for frame in frames:
            for packet in self._stream.encode(frame):
                self._container.mux(packet)
