import os
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from audio_io.source import RawFormat, open_source
from configs.errors import BadAudio, DeviceError
from configs.schema import AudioConfig
from tests.audio_io.fake_portaudio import FakePortAudio
from tests.audio_io.fakes import JumpingClock, joined, listen, noise, s16, wav_bytes, write


async def test_a_path(tmp_path: Path) -> None:
    path = write(tmp_path / "noise.wav", wav_bytes(s16(noise(1600))))
    source = open_source(path, AudioConfig())
    assert source.name == path
    chunks, _ = await listen(source)
    await source.aclose()
    assert len(joined(chunks)) == 1600


async def test_a_path_to_raw_bytes(tmp_path: Path) -> None:
    path = write(tmp_path / "noise.pcm", noise(800).tobytes())
    raw = RawFormat("f32le", 8_000)
    source = open_source(path, AudioConfig(), pace="realtime", raw=raw, clock=JumpingClock())
    chunks, _ = await listen(source)
    await source.aclose()
    assert len(joined(chunks)) == 1600


def test_a_bad_file_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadAudio):
        open_source(write(tmp_path / "text.wav", b"hello" * 99), AudioConfig())
    with pytest.raises(BadAudio):
        open_source("https://example.org/a.wav", AudioConfig())


def test_no_name_at_all() -> None:
    with pytest.raises(BadAudio, match="SOURCE: is empty; name a file"):
        open_source("", AudioConfig())


async def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fd = os.open(write(tmp_path / "noise.raw", s16(noise(1600))), os.O_RDONLY)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(fileno=lambda: fd))
    source = open_source("-", AudioConfig())
    chunks, _ = await listen(source)
    await source.aclose()
    os.close(fd)
    assert source.name == "standard input"
    assert len(joined(chunks)) == 1600


async def test_a_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    library = FakePortAudio()
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    source = open_source("mic:usb", AudioConfig())
    assert source.name == "USB Microphone"
    await source.aclose()
    with pytest.raises(DeviceError, match="no such sound input"):
        open_source("mic:nothing", AudioConfig())


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "duration_s"),
    [("jfk.flac", 11.0), ("LJ001-0002.wav", 1.89956), ("two_speakers_stereo.wav", 5.0)],
)
async def test_real_recordings(shared: Path, name: str, duration_s: float) -> None:
    source = open_source(str(shared / "data" / "speech" / name), AudioConfig())
    chunks, events = await listen(source)
    await source.aclose()
    assert not events
    assert chunks[-1].end_s == pytest.approx(duration_s, abs=1e-4)
    assert np.abs(joined(chunks)).max() > 0.2
