"""What every reader must do."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.translators.engines import offline_context
from tests.video_io.made import frame, textured
from translators.backends import rapidocr, tesseract
from translators.describe import Reader
from translators.registry import backend, backend_names
from video_io.frame import VideoFrame
from video_io.still import read_picture


def make(name: str, tmp_path: Path) -> Reader:
    if name == "tesseract":
        if shutil.which("tesseract") is None:
            pytest.skip("apt-get install tesseract-ocr")
        return tesseract.BACKEND.create({}, offline_context(tmp_path))
    return rapidocr.BACKEND.create({}, offline_context(tmp_path))


@pytest.fixture(params=["rapidocr", "tesseract"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reader]:
    made = make(request.param, tmp_path)
    yield made
    made.close()


def sign(*lines: str, mirrored: bool = False) -> VideoFrame:
    """A sign with black letters on white, one line under the other."""
    import cv2

    rgb = np.full((240, 640, 3), 255, np.uint8)
    for number, text in enumerate(lines):
        place = (40, 70 + 80 * number)
        cv2.putText(rgb, text, place, cv2.FONT_HERSHEY_SIMPLEX, 1.6, (0, 0, 0), 3, cv2.LINE_AA)
    return frame(np.ascontiguousarray(rgb[:, ::-1]) if mirrored else rgb)


def test_it_is_a_reader_of_some_languages(engine: Reader) -> None:
    assert isinstance(engine, Reader)
    assert "en" in engine.traits.languages


def test_a_sign_is_read_line_by_line_where_it_stands(engine: Reader) -> None:
    found = engine.read(sign("PLATFORM 12", "Way out"))
    assert " ".join(text.text for text in found) == "PLATFORM 12 Way out"
    first, last = found[0], found[-1]
    assert first.bottom < last.top
    assert 0.03 < first.left < 0.12
    assert 0.3 < last.right < 0.5
    assert all(text.score > 0.75 for text in found)


def test_the_same_from_another_thread_and_again(engine: Reader) -> None:
    shown = sign("Exit 7")
    answers = [engine.read(shown)]
    thread = threading.Thread(target=lambda: answers.append(engine.read(shown)))
    thread.start()
    thread.join()
    assert answers[0] == answers[1]
    assert answers[0]


@pytest.mark.parametrize("size", [(1, 1), (8, 300), (640, 480)])
def test_where_there_is_no_text_none_is_read(engine: Reader, size: tuple[int, int]) -> None:
    width, height = size
    assert engine.read(frame(np.full((height, width, 3), 128, np.uint8))) == ()


def test_structure_is_no_text(engine: Reader) -> None:
    assert len(engine.read(frame(textured(4)))) <= 1


def test_close_may_be_called_again(engine: Reader) -> None:
    engine.close()
    engine.close()


def test_every_built_in_reader_has_a_contract_test_and_can_be_asked(tmp_path: Path) -> None:
    assert set(backend_names("read")) == {"rapidocr", "tesseract"}
    for name in backend_names("read"):
        verdict = backend("read", name).check(offline_context(tmp_path))
        assert verdict.detail
        assert verdict.usable != bool(verdict.command)


@pytest.mark.shared
def test_the_bus_is_read(shared: Path, tmp_path: Path) -> None:
    engine = rapidocr.BACKEND.create({}, offline_context(tmp_path))
    bus = read_picture(str(shared / "data" / "images" / "street_1.jpg"))
    said = " / ".join(text.text for text in engine.read(bus)).casefold()
    for wanted in ("metrocentre", "via bens", "96", "south tyne", "na52 buu"):
        assert wanted in said


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dog", "eagle", "giraffe", "horses", "person", "street_4"])
def test_nothing_is_read_where_nothing_is_written(shared: Path, tmp_path: Path, name: str) -> None:
    engine = rapidocr.BACKEND.create({}, offline_context(tmp_path))
    assert engine.read(read_picture(str(shared / "data" / "images" / f"{name}.jpg"))) == ()
