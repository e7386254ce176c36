"""What every detector must do."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from configs.errors import EngineError
from tests.translators import onnx_graphs
from tests.translators.engines import offline_context
from tests.video_io.made import frame, textured
from translators.backends import onnx_detector, opencv_people
from translators.describe import Box, Detector
from translators.registry import backend, backend_names
from video_io.still import read_picture

GRAPHS = ["fastestdet", "yolox", "yolox-decoded", "rfdetr"]


def graph(name: str, folder: Path) -> Path:
    path = folder / f"{name}.onnx"
    if name.startswith("yolox"):
        return onnx_graphs.yolox(path, decoded=name.endswith("decoded"))
    return onnx_graphs.fastestdet(path) if name == "fastestdet" else onnx_graphs.rfdetr(path)


def make(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Detector:
    context = offline_context(tmp_path)
    if name == "opencv_people":
        return opencv_people.BACKEND.create({}, context)
    if name == "coco":
        shared: Path = request.getfixturevalue("shared")
        path = shared / "models" / "fastestdet-coco" / "FastestDet.onnx"
        return onnx_detector.BACKEND.create({"model": str(path)}, context)
    return onnx_detector.BACKEND.create({"model": str(graph(name, tmp_path))}, context)


@pytest.fixture(params=[*GRAPHS, "opencv_people", pytest.param("coco", marks=pytest.mark.shared)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Detector]:
    made = make(request.param, tmp_path, request)
    yield made
    made.close()


def test_it_is_a_detector_with_plain_labels(engine: Detector) -> None:
    assert isinstance(engine, Detector)
    assert "person" in engine.traits.labels
    assert all(label == label.strip().lower() and label for label in engine.traits.labels)
    assert 0.0 < engine.traits.sure_from < 1.0


@pytest.mark.parametrize("size", [(320, 240), (240, 320), (64, 64), (1, 1), (3, 500), (1920, 1080)])
def test_any_picture_gives_true_boxes_surest_first(engine: Detector, size: tuple[int, int]) -> None:
    found = engine.detect(frame(textured(1, *size)))
    scores = [box.score for box in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert all(box.label in engine.traits.labels and box.size > 0 for box in found)


def test_the_same_picture_gives_the_same_from_any_thread(engine: Detector) -> None:
    shown = frame(textured(2))
    answers = [engine.detect(shown)]
    thread = threading.Thread(target=lambda: answers.append(engine.detect(shown)))
    thread.start()
    thread.join()
    assert answers[0] == answers[1]


def test_after_close_there_is_an_error_and_close_may_be_called_again(engine: Detector) -> None:
    engine.close()
    engine.close()
    with pytest.raises(EngineError):
        engine.detect(frame(textured()))


@pytest.mark.parametrize("name", GRAPHS)
def test_what_the_network_says_is_what_is_seen(name: str, tmp_path: Path) -> None:
    path = graph(name, tmp_path)
    engine = onnx_detector.BACKEND.create({"model": str(path)}, offline_context(tmp_path))
    found = engine.detect(frame(textured(0, 320, 240)))
    assert [(box.label, round(box.score, 2)) for box in found] == [("dog", 0.9), ("person", 0.8)]
    for box, (*_, place) in zip(found, onnx_graphs.SEES, strict=True):
        sides = (box.left, box.top, box.right, box.bottom)
        assert sides == pytest.approx(place, abs=0.01)


WHO = {"street_0": 3, "street_2": 3, "street_3": 4, "person": 1}


@pytest.mark.shared
@pytest.mark.parametrize("name", WHO)
def test_a_mirrored_photograph_has_left_and_right_changed(
    engine: Detector, shared: Path, name: str
) -> None:
    if engine.traits.name != "FastestDet":
        pytest.skip("it sees what it is told, or too little")
    rgb = read_picture(str(shared / "data" / "images" / f"{name}.jpg")).rgb
    middles = people(engine.detect(frame(rgb)))
    mirrored = people(engine.detect(frame(np.ascontiguousarray(rgb[:, ::-1]))))
    assert len(middles) >= WHO[name]
    assert len(mirrored) >= WHO[name]
    for middle in middles:
        assert min(abs(1 - other - middle) for other in mirrored) < 0.06


def people(found: tuple[Box, ...]) -> list[float]:
    return [box.centre[0] for box in found if box.label == "person" and box.score > 0.7]


def test_every_built_in_detector_has_a_contract_test_and_can_be_asked(tmp_path: Path) -> None:
    assert set(backend_names("detect")) == {"onnx_detector", "opencv_people"}
    for name in backend_names("detect"):
        verdict = backend("detect", name).check(offline_context(tmp_path))
        assert verdict.detail
        assert verdict.usable != bool(verdict.command)
