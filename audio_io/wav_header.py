"""The header of a WAV stream, read without seeking.

FFmpeg reads WAV files well, but it listens to a pipe for seconds before it hands out the first
sample, and it believes the file's size rather than the header, so that a file that was cut short
looks whole. Both need only what is read here.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["MAGIC", "WavHeader", "WavHeaderError", "read_wav_header"]

MAGIC = b"RIFF"
_ENCODINGS = {
    (1, 8): "u8",
    (1, 16): "s16le",
    (1, 24): "s24le",
    (1, 32): "s32le",
    (3, 32): "f32le",
    (3, 64): "f64le",
    (6, 8): "alaw",
    (7, 8): "mulaw",
}
_EXTENSIBLE = 0xFFFE
_UNKNOWN_BYTES = 0x7FFF_0000
"""Programs that write to a pipe put 0, or some number from here on, where the length belongs."""
_MOST_CHUNK_BYTES = 1 << 20


class WavHeaderError(ValueError):
    """The bytes do not begin like a WAV stream; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class WavHeader:
    """What a WAV stream says about itself before its samples."""

    encoding: str | None
    """One of `RAW_ENCODINGS`, or None for a compressed kind."""
    sample_rate_hz: int
    channels: int
    bytes_per_s: int
    header_bytes: int
    """Where the samples begin."""
    data_bytes: int | None
    """Length of the samples, or None where the header does not tell."""


def read_wav_header(read: Callable[[int], bytes]) -> WavHeader:
    """Read up to the first sample; `read(n)` gives n bytes, or fewer at the end of the input."""
    riff = _exactly(read, 12)
    if riff[:4] != MAGIC or riff[8:] != b"WAVE":
        raise WavHeaderError("it does not begin with a WAV header")
    form: bytes | None = None
    at = 12
    while True:
        name, size = struct.unpack("<4sI", _exactly(read, 8))
        at += 8
        if name == b"data":
            break
        if size > _MOST_CHUNK_BYTES:
            raise WavHeaderError(f"its {name!r} part claims {size} bytes")
        body = _exactly(read, size + size % 2)
        at += len(body)
        if name == b"fmt ":
            form = body
    if form is None or len(form) < 16:
        raise WavHeaderError("its header does not say what format the samples have")
    return _understand(form, at, size)


def _understand(form: bytes, header_bytes: int, data_bytes: int) -> WavHeader:
    tag, channels, rate_hz, bytes_per_s, _, bits = struct.unpack("<HHIIHH", form[:16])
    if tag == _EXTENSIBLE and len(form) >= 26:
        (tag,) = struct.unpack("<H", form[24:26])
    return WavHeader(
        encoding=_ENCODINGS.get((tag, bits)),
        sample_rate_hz=rate_hz,
        channels=channels,
        bytes_per_s=bytes_per_s,
        header_bytes=header_bytes,
        data_bytes=data_bytes if 0 < data_bytes < _UNKNOWN_BYTES else None,
    )


def _exactly(read: Callable[[int], bytes], count: int) -> bytes:
    found = read(count)
    if len(found) < count:
        raise WavHeaderError("it ends inside its WAV header")
    return found
