import sys

import pytest

from audio_io.devices import AudioDevice, find_device, list_devices
from configs.errors import DeviceError
from tests.audio_io.fake_portaudio import FakePortAudio


def test_lists_what_there_is() -> None:
    microphone, loudspeaker = list_devices(FakePortAudio())
    assert microphone == AudioDevice(0, "USB Microphone", "ALSA", 1, 0, 48_000, True, False)
    assert loudspeaker == AudioDevice(1, "Loudspeaker", "ALSA", 0, 8, 44_100, False, True)


def test_a_machine_without_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakePortAudio(devices=False))
    assert list_devices() == ()
    with pytest.raises(DeviceError, match="this machine has no sound input"):
        find_device("", "input", list_devices())


@pytest.mark.parametrize("spec", ["", "0", "usb microphone", "USB", "micro"])
def test_finds_by_number_and_by_name(spec: str) -> None:
    assert find_device(spec, "input", list_devices(FakePortAudio())).index == 0


def test_says_what_there_is_when_it_is_not_found() -> None:
    with pytest.raises(DeviceError, match="there are: 0 'USB Microphone'"):
        find_device("1", "input", list_devices(FakePortAudio()))


def test_takes_the_first_where_there_is_no_default() -> None:
    library = FakePortAudio()
    library.default.device = [-1, -1]
    assert find_device("", "output", list_devices(library)).name == "Loudspeaker"
