from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from configs.errors import MissingPart
from tests.translators.engines import offline_context
from tests.video_io.made import frame
from translators.backends import onnx_detector, rapidocr
from translators.backends.facts import BACKEND, FactsAnswerer
from translators.describe import UNKNOWN, Answerer, Detector
from translators.registry import EngineContext
from video_io.frame import VideoFrame
from video_io.still import read_picture


@pytest.fixture(scope="module")
def engine(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> FactsAnswerer:
    context = offline_context(tmp_path_factory.mktemp("cache"))
    path = shared / "models" / "fastestdet-coco" / "FastestDet.onnx"
    detector = onnx_detector.BACKEND.create({"model": str(path)}, context)
    reader = rapidocr.BACKEND.create({}, context)
    return FactsAnswerer(detector, reader, owned=(detector, reader))


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
        ("street_1", "Can you read it?", ["96", "South Tyne"]),
        ("street_1", "What is the number on the bus?", ["96"]),
        ("dog", "What colour is the dog over there?", ["dog"]),
    ],
)
def test_what_can_be_measured(
    engine: FactsAnswerer, shared: Path, name: str, question: str, words: list[str]
) -> None:
    answer = engine.answer(picture(shared, name), question)
    assert answer.is_known
    assert 0.0 < answer.confidence <= 1.0
    for word in words:
        assert word.casefold() in answer.text.casefold()


UNANSWERABLE = [
    ("street_1", "What colour is the giraffe?"),
    ("street_1", "What colour is the moon?"),
    ("street_1", "What colour is the bus driver's hair?"),
    ("street_1", "What is the name of the driver?"),
    ("street_1", "Where does the driver live?"),
    ("street_1", "What is the driver's phone number?"),
    ("street_1", "How many people are inside the bus?"),
    ("street_1", "When does the next bus come?"),
    ("street_1", "Can I cross the street now?"),
    ("street_1", "How far away is the bus?"),
    ("street_1", "What is behind me?"),
    ("street_1", "Is the bus late?"),
    ("street_1", ""),
    ("street_1", "?!"),
    ("dog", "What does it say?"),
    ("dog", "What does the dog say?"),
    ("dog", "How old is the dog?"),
    ("dog", "What is the dog's name?"),
    ("dog", "What colour is the dog's collar?"),
    ("dog", "What colour is the car door?"),
    ("dog", "Is the bicycle light?"),
    ("person", "What colour are the man's eyes?"),
    ("person", "What colour hat is the man wearing?"),
    ("person", "What is she saying?"),
    ("person", "Can the man read?"),
    ("person", "What is the number of teeth of the dog?"),
    ("street_2", "Are they happy?"),
    ("street_2", "Who won the match?"),
    ("street_2", "What did he say?"),
    ("eagle", "What is written on the eagle?"),
    ("giraffe", "What sign is that?"),
    ("horses", "Is it safe to go on?"),
]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "question"), UNANSWERABLE)
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


@pytest.mark.shared
def test_engines_that_are_there_already_are_used_and_left_open(
    engine: FactsAnswerer, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def create(config: object, context: EngineContext) -> Detector:
        opened.append(type(config).__name__)
        raise MissingPart("nothing", "nothing")

    monkeypatch.setattr("translators.backends.facts.create_detector", create)
    monkeypatch.setattr("translators.backends.facts.create_reader", create)
    own = replace(offline_context(tmp_path), detector=engine._detector, reader=engine._reader)
    answerer = BACKEND.create({}, own)
    answerer.close()
    assert opened == []
    assert "96" in engine.answer(picture(shared, "street_1"), "What number is on the bus?").text
    BACKEND.create({}, offline_context(tmp_path)).close()
    assert opened == ["DetectConfig", "ReadConfig"]
