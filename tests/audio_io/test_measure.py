from pathlib import Path

import numpy as np
import pytest

from audio_io.measure import TooLong, measure
from audio_io.memory_file import MemoryFile
from configs.errors import BadAudio
from streaming.metrics import memory_mb
from tests.audio_io.fakes import s16, tone, wav_bytes
from tests.audio_io.recordings import bomb, encode

LONG_S = 3 * 3600.0


def recording(tmp_path: Path, name: str, codec: str, duration_s: float) -> bytes:
    path = encode(tmp_path / name, codec, tone(round(duration_s * 16_000)), 16_000)
    return Path(path).read_bytes()


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.wav", "pcm_s16le"), ("a.flac", "flac"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac")],
)
def test_how_long_it_is(tmp_path: Path, name: str, codec: str) -> None:
    content = recording(tmp_path, name, codec, 2.0)
    assert measure(MemoryFile(content), most_s=60) == pytest.approx(2.0, abs=0.15)


def test_a_claim_of_too_much_is_refused_before_anything_is_decoded() -> None:
    with pytest.raises(TooLong, match="longer than the 60 s"):
        measure(MemoryFile(bomb("libopus", 600.0)), most_s=60)


def test_hours_in_a_few_bytes_are_not_decoded_beyond_the_limit() -> None:
    content = bomb("flac", LONG_S)
    assert len(content) < LONG_S * 16_000 / 100
    before_mb = memory_mb()
    with pytest.raises(TooLong):
        measure(MemoryFile(content), most_s=600)
    assert memory_mb() - before_mb < 32


def test_many_channels_do_not_make_more_of_it() -> None:
    content = wav_bytes(s16(np.zeros(64 * 48_000)), rate_hz=48_000, channels=64)
    assert measure(MemoryFile(content), most_s=60) == pytest.approx(1.0)
    many = wav_bytes(s16(np.zeros(64 * 48_000)), rate_hz=48_000, channels=64)
    with pytest.raises(TooLong):
        measure(MemoryFile(many), most_s=2)


def test_what_breaks_off_is_refused(tmp_path: Path) -> None:
    content = recording(tmp_path, "a.wav", "pcm_s16le", 4.0)
    with pytest.raises(BadAudio, match=r"breaks off after 2\.0 s; its header promised 4\.0 s"):
        measure(MemoryFile(content[: len(content) // 2]), most_s=60)


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"OggS" + b"\0" * 400, wav_bytes(b""), b"\xff\xfb" * 4]
)
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(BadAudio):
        measure(MemoryFile(content), most_s=60)
