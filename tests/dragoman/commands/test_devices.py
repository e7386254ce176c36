import json
import sys

import pytest
from click.testing import CliRunner

from dragoman.commands.devices import command
from tests.audio_io.fake_portaudio import FakePortAudio


def run(monkeypatch: pytest.MonkeyPatch, library: FakePortAudio, *arguments: str) -> str:
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    output = run(monkeypatch, FakePortAudio())
    assert "USB Microphone" in output
    assert "48000" in output


def test_json(monkeypatch: pytest.MonkeyPatch) -> None:
    microphone, loudspeaker = json.loads(run(monkeypatch, FakePortAudio(), "--json"))
    assert microphone["name"] == "USB Microphone"
    assert microphone["is_default_input"] is True
    assert loudspeaker["output_channels"] == 8


def test_no_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no sound devices" in run(monkeypatch, FakePortAudio(devices=False))
    assert json.loads(run(monkeypatch, FakePortAudio(devices=False), "--json")) == []
