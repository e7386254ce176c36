from pathlib import Path

import pytest

from audio_io.vad import create_detector
from configs.errors import DeviceError, MissingPart
from dragoman import checkup
from dragoman.checkup import Checkup, EngineState, examine
from tests import fakes
from tests.dragoman.with_fakes import fakes as fake_engines
from tests.translators.engines import offline_store
from translators.registry import EngineContext, Usability


def state(found: Checkup, role: str, name: str) -> EngineState:
    return next(one for one in found.engines if (one.role, one.name) == (role, name))


def test_an_empty_cache(tmp_path: Path) -> None:
    found = examine(offline_store(tmp_path))
    assert not found.works
    ears = state(found, "recognize", "faster_whisper")
    assert not ears.usable
    assert ears.command == "dragoman models pull whisper-tiny.en"
    assert state(found, "voices", "silero").usable
    assert found.auto.profile == "light"
    assert (found.cache, found.models) == (str(tmp_path), ())


def test_one_engine_of_each_role_is_enough(tmp_path: Path) -> None:
    with fake_engines():
        assert examine(offline_store(tmp_path)).works


def test_no_voice_detector_no_captions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise MissingPart("the voice detector", "pip install it")

    monkeypatch.setattr(checkup, "create_detector", missing)
    with fake_engines():
        found = examine(offline_store(tmp_path))
    assert not found.works
    broken = state(found, "voices", "silero")
    assert (broken.detail, broken.command) == (
        "the voice detector is not installed",
        "pip install it",
    )
    create_detector("webrtc")


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (DeviceError("x", "gone"), "sound device x: gone"),
        (ZeroDivisionError("oh"), "ZeroDivisionError: oh"),
    ],
)
def test_an_engine_that_cannot_even_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, detail: str
) -> None:
    def broken(context: EngineContext) -> Usability:
        raise error

    monkeypatch.setattr(fakes.SPEAK, "check", broken)
    with fake_engines():
        found = state(examine(offline_store(tmp_path)), "speak", "fake")
    assert (found.usable, found.detail) == (False, detail)


def test_devices_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise MissingPart("PortAudio", "apt-get install libportaudio2")

    monkeypatch.setattr(checkup, "list_devices", missing)
    found = examine(offline_store(tmp_path))
    assert found.devices == ()
    assert "apt-get install libportaudio2" in found.devices_problem


def test_what_looks_at_pictures_is_told_with_commands(tmp_path: Path) -> None:
    found = examine(offline_store(tmp_path))
    eyes = state(found, "detect", "onnx_detector")
    assert (eyes.usable, eyes.command) == (False, "dragoman models pull fastestdet-coco")
    assert state(found, "answer", "facts").usable
    working = {one.role for one in found.engines if one.usable}
    assert found.sees == (working >= {"detect", "read"})
