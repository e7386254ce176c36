import sys

import numpy as np
import pytest

from audio_io.portaudio import PortAudioInputs, PortAudioOutputs
from configs.errors import DeviceError
from tests.audio_io.fake_portaudio import FakePortAudio


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    library = FakePortAudio()
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    return library


def nothing(*_: object) -> None:
    pass


def test_records_as_the_device_likes_it(library: FakePortAudio) -> None:
    heard: list[tuple[np.ndarray, int, bool]] = []
    stream = PortAudioInputs().open("", lambda *block: heard.append(block), nothing)
    assert (stream.name, stream.sample_rate_hz) == ("USB Microphone", 48_000)
    assert stream.latency_s == 0.035
    (device,) = library.streams
    assert device.settings["channels"] == 1
    assert device.settings["blocksize"] == 1536
    buffer = np.ones((4, 1), dtype=np.float32)
    device.call_back(buffer, overflow=True)
    buffer[:] = 0.0  # the device uses its buffer again
    samples, rate_hz, lost = heard[0]
    assert (samples.tolist(), rate_hz, lost) == ([[1.0]] * 4, 48_000, True)
    stream.close()
    stream.close()
    assert device.calls == ["start", "stop", "close"]


def test_plays_as_the_device_likes_it(library: FakePortAudio) -> None:
    stream = PortAudioOutputs().open("speaker", lambda out: out.fill(0.5), nothing)
    assert (stream.name, stream.sample_rate_hz) == ("Loudspeaker", 44_100)
    out = np.zeros((3, 2), dtype=np.float32)
    library.streams[0].call_back(out)
    assert (out == 0.5).all()
    stream.close()


def test_a_busy_device_is_let_go_of(library: FakePortAudio) -> None:
    library.busy = True
    with pytest.raises(DeviceError, match="sound device default: Device unavailable"):
        PortAudioInputs().open("", nothing, nothing)
    assert library.streams[0].calls == ["start", "close"]


def test_looks_for_new_devices_only_while_nothing_plays(library: FakePortAudio) -> None:
    playing = PortAudioOutputs().open("", nothing, nothing)
    assert library.starts == 1
    listening = PortAudioInputs().open("", nothing, nothing)
    assert library.starts == 1
    listening.close()
    playing.close()
    PortAudioInputs().open("", nothing, nothing).close()
    assert library.starts == 2


def test_a_device_that_is_not_there(library: FakePortAudio) -> None:
    with pytest.raises(DeviceError):
        PortAudioInputs().find("nothing")
    with pytest.raises(DeviceError):
        PortAudioInputs().open("nothing", nothing, nothing)
