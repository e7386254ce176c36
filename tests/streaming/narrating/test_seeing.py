import time

import numpy as np
import pytest

from streaming.metrics import Metrics
from streaming.narrating.seeing import Seeing, UpsideDown
from streaming.narrating.wording.phrasebook import Guidance
from streaming.stage import Worker
from tests.streaming.narrating.boxes import box
from tests.streaming.narrating.fakes import TEXTURE
from translators.backends.onnx_detector import BACKEND
from translators.describe import DetectorTraits
from translators.registry import EngineContext
from video_io.frame import VideoFrame
from video_io.gate import ChangeGate
from video_io.still import read_picture

SURE = (box("person", 0.5, 0.5, 0.2, 0.7, 0.9),)
UNSURE = (box("cat", 0.5, 0.5, 0.2, 0.7, 0.55),)
PICTURES = ("dog", "eagle", "giraffe", "horses", "person", *(f"street_{n}" for n in range(5)))


def test_twice_surely_the_other_way_is_upside_down():
    orientation = UpsideDown()
    assert orientation.is_due((), 0.0)
    orientation.note((), SURE, 0.0)
    assert not orientation.is_so
    assert not orientation.is_due(UNSURE, 1.0), "now and then"
    assert orientation.is_due(UNSURE, 6.0)
    orientation.note(UNSURE, SURE, 6.0)
    assert orientation.is_so
    assert orientation.is_due((), 6.2), "until it is held right"
    orientation.note(SURE, UNSURE, 6.2)
    assert not orientation.is_so


class StandingEye:
    """Knows a picture by its brighter half, and is sure only if that is above."""

    traits = DetectorTraits("standing eye", frozenset({"person"}), 0.65)

    def detect(self, frame):
        half = frame.height // 2
        return SURE if frame.rgb[:half].mean() > frame.rgb[half:].mean() else ()

    def close(self):
        """Nothing is open."""


@pytest.fixture
def workers():
    made = [Worker(stage, Metrics(), time.monotonic) for stage in ("glance", "detect")]
    yield made
    for worker in made:
        worker.close()


async def looked(eye, rgb, workers, seconds=12):
    """Two pictures a second."""
    seeing = Seeing(ChangeGate(), eye, *workers)
    return [await seeing.look(VideoFrame(rgb, step / 2.0)) for step in range(seconds * 2)]


async def test_a_camera_on_its_head_is_told_and_one_that_stands_is_not(workers):
    picture = TEXTURE.copy()
    picture[: len(picture) // 2] //= 2
    picture[: len(picture) // 2] += 120
    standing = await looked(StandingEye(), picture, workers)
    assert {view.guidance for view in standing} == {None}
    turned = await looked(StandingEye(), np.ascontiguousarray(picture[::-1, ::-1]), workers)
    assert turned[-1].guidance is Guidance.UPSIDE_DOWN
    assert turned[0].guidance is None


class WaveringEye:
    """Finds something else each time."""

    traits = DetectorTraits("wavering eye", frozenset({"person", "cat"}), 0.65)

    def __init__(self):
        self.looks = 0

    def detect(self, frame):
        self.looks += 1
        return (box("person" if self.looks % 2 else "cat", 0.5, 0.5, 0.2, 0.7, 0.95),)

    def close(self):
        """Nothing is open."""


async def test_where_nothing_changes_nothing_else_is_found(workers):
    eye = WaveringEye()
    views = await looked(eye, TEXTURE, workers, 30)
    assert {track.label for view in views for track in view.tracks} == {"person"}
    assert eye.looks == 1


async def test_what_changes_little_by_little_is_looked_at_in_the_end(workers):
    eye = WaveringEye()
    seeing = Seeing(ChangeGate(), eye, *workers)
    for step in range(200):
        picture = TEXTURE.copy()
        picture[:80, : step * 2] //= 4
        await seeing.look(VideoFrame(picture, step / 5.0))
    assert eye.looks >= 3


async def test_after_the_dark_it_looks_at_once(workers):
    eye = WaveringEye()
    seeing = Seeing(ChangeGate(), eye, *workers)
    dark = np.zeros_like(TEXTURE)
    found = [
        len((await seeing.look(VideoFrame(rgb, step / 5.0))).tracks)
        for step, rgb in enumerate([TEXTURE] * 5 + [dark] * 10 + [TEXTURE] * 5)
    ]
    assert eye.looks == 2
    assert found[-1] == 1


@pytest.mark.shared
async def test_no_good_photograph_is_called_upside_down_and_turned_ones_are(shared, store, workers):
    model = shared / "models/fastestdet-coco/FastestDet.onnx"
    detector = BACKEND.create({"model": str(model)}, EngineContext(store))
    known = set()
    for name in PICTURES:
        rgb = read_picture(str(shared / "data/images" / f"{name}.jpg")).rgb
        views = await looked(detector, rgb, workers, 6)
        assert {view.guidance for view in views} == {None}, name
        views = await looked(detector, np.ascontiguousarray(rgb[::-1, ::-1]), workers, 6)
        if views[-1].guidance is Guidance.UPSIDE_DOWN:
            known.add(name)
    detector.close()
    assert {"eagle", "person", "street_1"} <= known
