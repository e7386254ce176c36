from pathlib import Path

import pytest

from configs.errors import ModelAbsent, ModelUnknown, UnsupportedLanguage
from configs.schema import RecognizeConfig
from model_store.store import ModelStore
from tests import fakes
from tests.translators.engines import offline_store
from translators import registry
from translators.recognizer import choose_model, create_recognizer
from translators.registry import EngineContext


@pytest.fixture
def said() -> list[str]:
    return []


def with_models(folder: Path, *names: str) -> ModelStore:
    """A store that has models of the right sizes, with nothing in them."""
    store = offline_store(folder)
    for name in names:
        for file in store.entry(name).files:
            path = folder / name / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as made:
                made.truncate(file.size_bytes or 1)
    return store


@pytest.mark.parametrize(
    ("language", "model"),
    [("en", "whisper-tiny.en"), ("es", "whisper-base"), ("auto", "whisper-base")],
)
def test_the_first_candidate_that_knows_the_language(
    tmp_path: Path, said: list[str], language: str, model: str
) -> None:
    store = with_models(tmp_path, "whisper-tiny.en", "whisper-base")
    assert choose_model(RecognizeConfig(), language, store, said.append) == model
    assert said == []


def test_the_next_candidate_if_one_cannot_be_had(tmp_path: Path, said: list[str]) -> None:
    store = with_models(tmp_path, "whisper-base")
    assert choose_model(RecognizeConfig(), "en", store, said.append) == "whisper-base"
    assert "whisper-tiny.en" in said[0]
    assert "trying the next" in said[0]


def test_no_candidate_can_be_had(tmp_path: Path, said: list[str]) -> None:
    with pytest.raises(ModelAbsent, match="whisper-base"):
        choose_model(RecognizeConfig(), "es", offline_store(tmp_path), said.append)


def test_a_model_of_the_catalogue_must_know_the_language(tmp_path: Path, said: list[str]) -> None:
    store = offline_store(tmp_path)
    named = RecognizeConfig(model="whisper-tiny.en")
    with pytest.raises(UnsupportedLanguage, match=r"whisper-tiny.en does not know .* 'es'"):
        choose_model(named, "es", store, said.append)
    assert choose_model(named, "auto", store, said.append) == "whisper-tiny.en"
    with pytest.raises(UnsupportedLanguage, match="candidates"):
        choose_model(RecognizeConfig(candidates=("whisper-tiny.en",)), "es", store, said.append)
    with pytest.raises(ModelUnknown):
        choose_model(RecognizeConfig(candidates=("whisper",)), "es", store, said.append)


def test_a_recognizer_must_know_the_language(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fakes.RECOGNIZE.engine
    known = {**registry.BUILT_IN["recognize"], "fake": "tests.fakes:RECOGNIZE"}
    monkeypatch.setattr(registry, "BUILT_IN", {**registry.BUILT_IN, "recognize": known})
    context = EngineContext(offline_store(tmp_path), 1, "cpu")
    config = RecognizeConfig(backend="fake")
    assert create_recognizer(config, context, "es", said.append, model="") is engine
    assert said == ["loading fake"]
    closed = engine.closed
    with pytest.raises(UnsupportedLanguage, match="fake ears does not know"):
        create_recognizer(config, context, "fr", said.append, model="")
    assert engine.closed == closed + 1
