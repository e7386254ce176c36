from pathlib import Path

import pytest

from configs.errors import DragomanError, MissingPart, UnsupportedPair
from configs.load import load_config
from configs.schema import Config
from dragoman.sight import Voicing, open_sight
from model_store.catalogue import load_catalogue
from model_store.store import ModelStore
from tests.dragoman.with_fakes import fakes
from translators.backends.whisper_network import missing_packages

SEES = ("detect.backend=fake", "read.backend=fake", "answer.backend=fake")


def config(*overrides: str) -> Config:
    return load_config("light", overrides=overrides).config


@pytest.fixture
def empty(tmp_path: Path) -> ModelStore:
    """No model, and no way to get one."""
    return ModelStore(load_catalogue(), tmp_path / "models", offline=True)


def test_what_is_missing_is_said_and_done_without(empty: ModelStore) -> None:
    pytest.importorskip("cv2", reason="needs: pip install 'dragoman[camera]'")
    lines: list[str] = []
    settings = config("read.backend=fake", "answer.backend=fake")
    with fakes(), open_sight(settings, "en", Voicing.NO, empty, lines.append) as sight:
        assert sight.engines.names() == {
            "detect": "opencv_people",
            "read": "fake glasses",
            "answer": "fake glasses",
        }
        assert sight.voice is None
    assert "dragoman models pull fastestdet-coco" in lines[0]
    assert lines[1] == "opencv_people finds only: face, person; other things go untold"
    assert lines[2].endswith("pip install 'dragoman[vision]'")


@pytest.mark.skipif(not missing_packages(), reason="torch is installed")
def test_an_engine_that_was_named_must_be_there(empty: ModelStore) -> None:
    settings = config(*SEES, "describe.backend=blip")
    with (
        fakes(),
        pytest.raises(MissingPart, match=r"pip install 'dragoman\[vision\]'"),
        open_sight(settings, "en", Voicing.NO, empty, print),
    ):
        pass


@pytest.mark.parametrize("voicing", [Voicing.IF_POSSIBLE, Voicing.YES])
def test_a_voice_that_was_asked_for_must_be_there(empty: ModelStore, voicing: int) -> None:
    settings = config(*SEES, "speak.backend=auto", "speak.backends=kokoro,piper")
    lines: list[str] = []
    with fakes():
        if voicing == Voicing.YES:
            opening = open_sight(settings, "en", voicing, empty, lines.append)
            with pytest.raises(DragomanError, match="dragoman models pull"), opening:
                pass
            return
        with open_sight(settings, "en", voicing, empty, lines.append) as sight:
            assert sight.voice is None
    assert lines[-1].startswith("nothing is spoken: ")


def test_other_languages_are_translated_into(empty: ModelStore) -> None:
    with fakes(), open_sight(config(*SEES), "pt", Voicing.YES, empty, print) as sight:
        assert sight.engines.translator is not None
        assert sight.describe().endswith("speak: fake voice")
    with fakes(), open_sight(config(*SEES), "de", Voicing.NO, empty, print) as sight:
        assert sight.engines.translator is None, "German has sentences of its own"
    with (
        fakes(),
        pytest.raises(UnsupportedPair),
        open_sight(config(*SEES), "sv", Voicing.NO, empty, print),
    ):
        pass
