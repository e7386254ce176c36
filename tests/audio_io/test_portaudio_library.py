import sys

import pytest

from audio_io import portaudio_library
from audio_io.portaudio_library import load_portaudio
from configs.errors import MissingPart


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(MissingPart) as caught:
        load_portaudio()
    assert caught.value.command == "python -m pip install sounddevice"


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(portaudio_library, "import_module", fail)
    with pytest.raises(MissingPart) as caught:
        load_portaudio()
    assert caught.value.command == "apt-get install libportaudio2"
