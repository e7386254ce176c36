from pathlib import Path

import pytest

from tests.translators.engines import offline_context
from translators.backends.onnx_detector import BACKEND
from translators.describe import Box
from translators.upright import could_be_upside_down, looks_upside_down, turned_around
from video_io.still import read_picture

IMAGES = ("dog", "eagle", "giraffe", "horses", "person", *(f"street_{n}" for n in range(5)))


@pytest.mark.shared
def test_no_good_photograph_is_called_upside_down_and_some_turned_ones_are(
    shared: Path, tmp_path: Path
) -> None:
    path = shared / "models" / "fastestdet-coco" / "FastestDet.onnx"
    detector = BACKEND.create({"model": str(path)}, offline_context(tmp_path))
    known = set()
    for name in IMAGES:
        good = read_picture(str(shared / "data" / "images" / f"{name}.jpg"))
        upright, turned = detector.detect(good), detector.detect(turned_around(good))
        assert not looks_upside_down(upright, turned), name
        if looks_upside_down(turned, upright):
            known.add(name)
    assert {"eagle", "person", "street_1"} <= known


def box(score: float) -> Box:
    return Box("person", score, left=0.1, top=0.1, right=0.2, bottom=0.5)


@pytest.mark.parametrize(
    ("score", "turned", "said"),
    [
        (0.0, 0.9, True),
        (0.0, 0.7, False),
        (0.8, 0.85, False),
        (0.6, 0.85, True),
        (0.95, 1.0, False),
    ],
)
def test_it_takes_a_sure_thing_and_a_surer_one_than_before(
    score: float, turned: float, said: bool
) -> None:
    assert looks_upside_down((box(score),), (box(turned),)) is said
    assert not looks_upside_down((box(score),), ())
    assert could_be_upside_down((box(score),)) or not said
