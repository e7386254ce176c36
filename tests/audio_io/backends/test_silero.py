import importlib.machinery
import subprocess
import sys
from pathlib import Path

import pytest

from audio_io.backends import silero
from configs.errors import EngineError, MissingPart


def test_the_recognizer_is_not_loaded_to_find_the_network() -> None:
    script = (
        "import sys\n"
        "from audio_io.vad import create_detector\n"
        "create_detector('silero')\n"
        "assert not {'faster_whisper', 'ctranslate2'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_without_the_package_that_holds_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silero, "find_spec", lambda name: None)
    with pytest.raises(MissingPart, match="pip install"):
        silero.SileroDetector()


def test_without_the_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingPart, match="onnxruntime"):
        silero.SileroDetector()


def test_a_damaged_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "silero_vad_v6.onnx").write_bytes(b"not a network")
    package = importlib.machinery.ModuleSpec("faster_whisper", None, is_package=True)
    package.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(silero, "find_spec", lambda name: package)
    with pytest.raises(EngineError, match="cannot be loaded"):
        silero.SileroDetector()
