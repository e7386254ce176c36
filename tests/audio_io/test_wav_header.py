import io
import struct

import pytest

from audio_io.wav_header import WavHeaderError, read_wav_header
from tests.audio_io.fakes import wav_bytes


def test_tells_what_the_stream_says() -> None:
    stream = io.BytesIO(wav_bytes(b"\1\2" * 100, rate_hz=8_000, channels=2))
    header = read_wav_header(stream.read)
    assert (header.encoding, header.sample_rate_hz, header.channels) == ("s16le", 8_000, 2)
    assert (header.bytes_per_s, header.header_bytes, header.data_bytes) == (32_000, 44, 200)
    assert stream.tell() == 44


def test_skips_other_parts_of_odd_length() -> None:
    plain = wav_bytes(b"\0\0")
    note = struct.pack("<4sI", b"LIST", 3) + b"abc\0"
    stream = io.BytesIO(plain[:36] + note + plain[36:])
    assert read_wav_header(stream.read).header_bytes == stream.tell() == 44 + len(note)


@pytest.mark.parametrize("announced", [0, 0x7FFF_FFFF, 0xFFFF_FFFF])
def test_a_length_that_nobody_knew_is_none(announced: int) -> None:
    stream = io.BytesIO(wav_bytes(b"\0\0", announced=announced))
    assert read_wav_header(stream.read).data_bytes is None


def test_the_extensible_kind_names_the_real_one() -> None:
    form = struct.pack("<HHIIHH", 0xFFFE, 1, 16_000, 64_000, 4, 32)
    extension = struct.pack("<HHIH14s", 22, 32, 4, 3, b"\0" * 14)
    body = form + extension
    content = struct.pack("<4sI4s4sI", b"RIFF", 0, b"WAVE", b"fmt ", len(body)) + body
    header = read_wav_header(io.BytesIO(content + struct.pack("<4sI", b"data", 8)).read)
    assert header.encoding == "f32le"


def test_a_compressed_kind_has_no_raw_encoding() -> None:
    assert read_wav_header(io.BytesIO(wav_bytes(b"", tag=2, bits=4)).read).encoding is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"hello, this is text",
        wav_bytes(b"")[:30],
        b"RIFF\0\0\0\0WAVEdata\0\0\0\0",
        b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\x7f",
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(WavHeaderError):
        read_wav_header(io.BytesIO(content).read)
