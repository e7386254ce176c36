"""What every describer, answerer and estimator of depth in torch must do; with random weights."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from configs.errors import ConfigError, EngineError, MissingPart, ModelAbsent
from tests.translators import tiny_vision
from tests.translators.engines import offline_context
from tests.video_io.made import frame, textured
from translators.backends import blip, depth_anything, florence2, picture_network, smolvlm
from translators.describe import UNKNOWN, Answerer, Area, DepthEstimator, Describer
from translators.registry import backend, backend_names

QUESTION = "what colour is the bus ?"
DESCRIBERS = {
    "florence2": (florence2.BACKEND, tiny_vision.make_florence2),
    "smolvlm": (smolvlm.BACKEND, tiny_vision.make_smolvlm),
    "blip": (blip.BACKEND, lambda folder: tiny_vision.make_blip(folder, answers=False)),
}
ANSWERERS = {
    "smolvlm": (smolvlm.ANSWERING, tiny_vision.make_smolvlm),
    "blip": (blip.ANSWERING, lambda folder: tiny_vision.make_blip(folder, answers=True)),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes each tiny network once."""
    made: dict[str, Path] = {}

    def folder(name: str, make: Callable[[Path], Path]) -> Path:
        if name not in made:
            made[name] = make(tmp_path_factory.mktemp(name))
        return made[name]

    return folder


@pytest.fixture(params=DESCRIBERS)
def describer(
    request: pytest.FixtureRequest, folders: Callable[..., Path], tmp_path: Path
) -> Describer:
    maker, make = DESCRIBERS[request.param]
    folder = folders(request.param, make)
    return maker.create({"model": str(folder)}, offline_context(tmp_path))


@pytest.fixture(params=ANSWERERS)
def answerer(
    request: pytest.FixtureRequest, folders: Callable[..., Path], tmp_path: Path
) -> Answerer:
    return make_answerer(request.param, folders, tmp_path, 0.0)


def make_answerer(
    name: str, folders: Callable[..., Path], tmp_path: Path, least: float
) -> Answerer:
    maker, make = ANSWERERS[name]
    folder = folders(f"{name}-answers", make)
    options = {"model": str(folder), "least_confidence": least}
    return maker.create(options, offline_context(tmp_path))


@pytest.mark.torch
def test_a_describer_writes_about_the_picture_it_is_given(describer: Describer) -> None:
    assert isinstance(describer, Describer)
    assert describer.traits.languages == {"en"}
    found = [describer.describe(frame(textured(seed)), detailed=True) for seed in range(6)]
    assert all(one.language == "en" and 0.0 < one.confidence < 1.0 for one in found)
    assert all(one.text == " ".join(one.text.split()) for one in found)
    assert len({one.confidence for one in found}) == 6  # the picture reached the network
    assert describer.describe(frame(textured(0)), detailed=True) == found[0]


@pytest.mark.torch
@pytest.mark.parametrize("size", [(1, 1), (31, 400), (800, 600)])
def test_any_size_can_be_described_from_any_thread(
    describer: Describer, size: tuple[int, int]
) -> None:
    shown = frame(textured(1, *size))
    answers = [describer.describe(shown)]
    thread = threading.Thread(target=lambda: answers.append(describer.describe(shown)))
    thread.start()
    thread.join()
    assert answers[0] == answers[1]


@pytest.mark.torch
def test_a_closed_describer_says_so(describer: Describer) -> None:
    describer.close()
    describer.close()
    with pytest.raises(EngineError, match="is closed"):
        describer.describe(frame(textured()))


@pytest.mark.torch
def test_an_answer_depends_on_picture_and_question(answerer: Answerer) -> None:
    assert isinstance(answerer, Answerer)
    shown = frame(textured(0))
    first = answerer.answer(shown, QUESTION)
    assert first.is_known
    assert answerer.answer(shown, QUESTION) == first
    assert answerer.answer(frame(textured(5)), QUESTION).confidence != first.confidence
    assert answerer.answer(shown, "where is the dog ?").confidence != first.confidence
    assert answerer.answer(shown, "  ") == UNKNOWN
    answerer.close()
    with pytest.raises(EngineError, match="is closed"):
        answerer.answer(shown, QUESTION)


@pytest.mark.torch
@pytest.mark.parametrize("name", ANSWERERS)
def test_who_is_not_sure_does_not_know(
    folders: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    engine = make_answerer(name, folders, tmp_path, 0.99)
    assert engine.answer(frame(textured()), QUESTION) == UNKNOWN


@pytest.mark.torch
def test_depth_is_relative_and_of_the_areas(folders: Callable[..., Path], tmp_path: Path) -> None:
    folder = folders("depth_anything", tiny_vision.make_depth_anything)
    engine = depth_anything.BACKEND.create({"model": str(folder)}, offline_context(tmp_path))
    assert isinstance(engine, DepthEstimator)
    areas = [
        Area(left=0.0, top=0.0, right=0.2, bottom=0.2),
        Area(left=0.4, top=0.4, right=1.0, bottom=1.0),
        Area(left=1.0, top=1.0, right=1.0, bottom=1.0),
    ]
    found = engine.nearness(frame(textured()), areas)
    assert found.dtype == np.float32
    assert found.shape == (3,)
    assert np.all((found >= 0) & (found <= 1))
    assert len(set(found.tolist())) == 3
    assert engine.nearness(frame(textured()), []).shape == (0,)
    engine.close()


@pytest.mark.torch
def test_a_network_of_another_kind_is_said(folders: Callable[..., Path], tmp_path: Path) -> None:
    folder = folders("depth_anything", tiny_vision.make_depth_anything)
    with pytest.raises(EngineError, match="is no Florence2ForConditionalGeneration"):
        florence2.BACKEND.create({"model": str(folder)}, offline_context(tmp_path))


@pytest.mark.torch
def test_offline_a_model_that_is_not_here_is_absent(tmp_path: Path) -> None:
    with pytest.raises(ModelAbsent, match="nobody/nothing"):
        blip.BACKEND.create({"model": "nobody/nothing"}, offline_context(tmp_path))


@pytest.mark.torch
def test_a_card_that_is_not_here(folders: Callable[..., Path], tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a card")
    context = offline_context(tmp_path)
    context = type(context)(context.store, device="cuda")
    folder = folders("blip", DESCRIBERS["blip"][1])
    with pytest.raises(ConfigError, match=r"describe\.device: torch finds no CUDA device"):
        blip.BACKEND.create({"model": str(folder)}, context)


@pytest.mark.parametrize("role", ["describe", "answer"])
def test_without_the_extra_each_names_the_command(
    role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_network, "find_spec", lambda name: None)
    for name in set(backend_names(role)) - {"facts"}:
        verdict = backend(role, name).check(offline_context(tmp_path))
        assert (verdict.usable, verdict.command) == (False, "pip install 'dragoman[vision]'")
        with pytest.raises(MissingPart, match=r"dragoman\[vision\]"):
            backend(role, name).create({}, offline_context(tmp_path))


@pytest.mark.parametrize(
    ("text", "shrugs"),
    [
        ("Unknown.", True),
        ("It is not visible", True),
        ("I don't know", True),
        ("", True),
        ("purple", False),
        ("The bus is known as 96.", False),
    ],
)
def test_a_shrug_is_no_answer(text: str, shrugs: bool) -> None:
    assert smolvlm.is_shrug(text) is shrugs


def test_every_built_in_describer_and_answerer_is_tested() -> None:
    assert set(backend_names("describe")) == set(DESCRIBERS)
    assert set(backend_names("answer")) == {*ANSWERERS, "facts"}
