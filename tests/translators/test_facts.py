from pathlib import Path

import numpy as np
import pytest

from tests.translators.engines import offline_context
from tests.video_io.made import frame
from translators.backends import onnx_detector, rapidocr
from translators.backends.facts import BACKEND, FactsAnswerer
from translators.describe import UNKNOWN, Answerer
from video_io.frame import VideoFrame
from video_io.still import read_picture


@pytest.fixture(scope="module")
def engine(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> FactsAnswerer:
    context = offline_context(tmp_path_factory.mktemp("cache"))
    path = shared / "models" / "fastestdet-coco" / "FastestDet.onnx"
    detector = onnx_detector.BACKEND.create({"model": str(path)}, context)
    return FactsAnswerer(detector, rapidocr.BACKEND.create({}, context), owns_engines=True)


def picture(shared: Path, name: str) -> VideoFrame:
    return read_picture(str(shared / "data" / "images" / f"{name}.jpg"))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "question", "words"),
    [
        ("street_1", "What colour is the bus?", ["bus", "purple"]),
        ("street_1", "what color's the bus", ["purple"]),
        ("dog", "What colour is the car?", ["car", "white"]),
        ("person", "What is the colour of the man?", ["person", "blue"]),
        ("street_1", "What number is on the bus?", ["96"]),
        ("street_1", "What does the sign say?", ["Metrocentre", "via Bens"]),
        ("street_1", "Is it dark?", ["light"]),
    ],
)
def test_what_can_be_measured(
    engine: FactsAnswerer, shared: Path, name: str, question: str, words: list[str]
) -> None:
    answer = engine.answer(picture(shared, name), question)
    assert answer.is_known
    assert 0.0 < answer.confidence <= 1.0
    for word in words:
        assert word in answer.text


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("street_1", "What colour is the giraffe?"),
        ("street_1", "What colour is the moon?"),
        ("dog", "What does it say?"),
        ("street_2", "Are they happy?"),
        ("street_2", "Who won the match?"),
        ("street_1", "Where does the driver live?"),
        ("street_1", ""),
        ("street_1", "?!"),
    ],
)
def test_what_it_cannot_know_it_does_not_know(
    engine: FactsAnswerer, shared: Path, name: str, question: str
) -> None:
    assert engine.answer(picture(shared, name), question) == UNKNOWN


@pytest.mark.shared
def test_another_language_is_not_guessed_at(engine: FactsAnswerer, shared: Path) -> None:
    bus = picture(shared, "street_1")
    assert engine.answer(bus, "what colour is the bus", language="es") == UNKNOWN


def test_without_engines_it_still_tells_the_light(tmp_path: Path) -> None:
    engine = BACKEND.create({}, offline_context(tmp_path))
    assert isinstance(engine, Answerer)
    night = frame(np.full((48, 64, 3), 9, np.uint8))
    assert engine.answer(night, "Is the light on?").text == "It is dark."
    bare = FactsAnswerer(None, None)
    for question in ("what colour is the dog", "read it", "who are you"):
        assert bare.answer(night, question) == UNKNOWN
    bare.close()
    engine.close()
