from pathlib import Path

import numpy as np
import pytest

from configs.errors import ConfigError, EngineError, ModelAbsent, ModelError
from configs.schema import ModelsConfig
from model_store.store import ModelStore, open_store
from tests.translators import onnx_graphs
from tests.translators.engines import offline_context
from tests.video_io.made import frame, textured
from translators.backends.onnx_detector import BACKEND, MODEL, OnnxDetector
from translators.describe import Box
from translators.registry import EngineContext
from video_io.still import read_picture


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"size": 3}, "detect.options.size: unknown option"),
        ({"model": "nowhere.onnx"}, "there is no file"),
        ({"layout": "ssd"}, "unknown layout 'ssd'"),
        ({"labels": "nowhere.txt"}, "detect.options.labels"),
        ({"least_score": 2}, "detect.options.least_score"),
        ({"sure_from": "high"}, "detect.options.sure_from"),
    ],
)
def test_wrong_options_are_named(tmp_path: Path, options: dict[str, object], problem: str) -> None:
    given = {"model": str(onnx_graphs.rfdetr(tmp_path / "a.onnx")), **options}
    with pytest.raises(ConfigError, match=problem):
        BACKEND.create(given, offline_context(tmp_path))


def test_a_network_of_no_known_layout(tmp_path: Path) -> None:
    path = onnx_graphs.write_graph(tmp_path / "a.onnx", (32, 32), [np.zeros((1, 9), np.float32)])
    with pytest.raises(ConfigError, match=r"detect\.options\.layout: that of .* is not known"):
        BACKEND.create({"model": str(path)}, offline_context(tmp_path))


def test_a_wrong_layout_is_an_error_of_the_engine(tmp_path: Path) -> None:
    path = onnx_graphs.fastestdet(tmp_path / "a.onnx")
    engine = BACKEND.create({"model": str(path), "layout": "rfdetr"}, offline_context(tmp_path))
    with pytest.raises(EngineError, match=r"^a: "):
        engine.detect(frame(textured()))


def test_what_is_no_network(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelError, match="cannot be loaded"):
        BACKEND.create({"model": str(tmp_path / "a.onnx")}, offline_context(tmp_path))


def test_without_the_model_it_says_how_to_get_it(tmp_path: Path) -> None:
    context = offline_context(tmp_path)
    verdict = BACKEND.check(context)
    assert not verdict.usable
    assert verdict.command == f"dragoman models pull {MODEL}"
    with pytest.raises(ModelAbsent, match=verdict.command):
        BACKEND.create({}, context)


def test_labels_from_a_file(tmp_path: Path) -> None:
    path = onnx_graphs.fastestdet(tmp_path / "a.onnx")
    (tmp_path / "names.txt").write_text("walker\n" + "thing\n" * 15 + "hound\n")
    options = {"model": str(path), "labels": str(tmp_path / "names.txt")}
    found = BACKEND.create(options, offline_context(tmp_path)).detect(frame(textured()))
    assert [box.label for box in found] == ["hound", "walker"]


def test_least_score(tmp_path: Path) -> None:
    options = {"model": str(onnx_graphs.rfdetr(tmp_path / "a.onnx")), "least_score": 0.85}
    found = BACKEND.create(options, offline_context(tmp_path)).detect(frame(textured()))
    assert [box.label for box in found] == ["dog"]


@pytest.fixture(scope="module")
def detector(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> OnnxDetector:
    """FastestDet as it is fetched: through the catalogue, from a folder, checked by its hash."""
    folder = tmp_path_factory.mktemp("cache")
    config = ModelsConfig(cache=str(folder), mirror=str(shared / "models"))
    store: ModelStore = open_store(config)
    found = BACKEND.create({}, EngineContext(store, threads=1))
    assert BACKEND.check(EngineContext(store)).detail == f"at hand: {MODEL}"
    return found


# What stands in each picture and is seen surely: label, and its middle from the left.
SEEN = {
    "dog": [("dog", 0.30), ("bicycle", 0.47), ("car", 0.76)],
    "eagle": [("bird", 0.48)],
    "giraffe": [("giraffe", 0.62), ("zebra", 0.72)],
    "person": [("dog", 0.22), ("person", 0.36)],
    "street_0": [("person", 0.33), ("person", 0.48), ("person", 0.60)],
    "street_1": [("bus", 0.49)],
    "street_2": [("person", 0.23), ("person", 0.45), ("person", 0.65)],
    "street_3": [("person", 0.22), ("person", 0.42), ("person", 0.55), ("person", 0.77)],
}


@pytest.mark.shared
@pytest.mark.parametrize("name", SEEN)
def test_photographs(detector: OnnxDetector, shared: Path, name: str) -> None:
    found = detector.detect(read_picture(str(shared / "data" / "images" / f"{name}.jpg")))
    for label, middle in SEEN[name]:
        assert any(is_it(box, label, middle, detector.traits.sure_from) for box in found), label


def is_it(box: Box, label: str, middle: float, sure_from: float) -> bool:
    return box.label == label and abs(box.centre[0] - middle) < 0.05 and box.score >= sure_from


@pytest.mark.shared
def test_an_even_or_noisy_picture_shows_nothing_surely(detector: OnnxDetector) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (480, 640, 3)).astype(np.uint8)
    for rgb in (np.zeros((480, 640, 3), np.uint8), np.full((480, 640, 3), 200, np.uint8), noise):
        assert not [b for b in detector.detect(frame(rgb)) if b.score >= detector.traits.sure_from]
