import numpy as np
import pytest

from tests.video_io.made import textured
from translators.detector_layouts import FastestDet, RfDetr, Yolox, guess_layout

RED = np.zeros((100, 200, 3), np.uint8)
RED[..., 0] = 255


def test_fastestdet_takes_blue_first_from_0_to_1() -> None:
    made = FastestDet(352, 352).prepare(RED)
    assert made.shape == (1, 3, 352, 352)
    assert made.dtype == np.float32
    assert [round(float(plane.mean()), 2) for plane in made[0]] == [0.0, 0.0, 1.0]


def test_yolox_keeps_proportions_and_fills_up_with_grey() -> None:
    made = Yolox(416, 416).prepare(RED)
    assert made.shape == (1, 3, 416, 416)
    assert [round(float(plane[:208].mean())) for plane in made[0]] == [0, 0, 255]
    assert np.all(made[0, :, 208:] == 114)


def test_rfdetr_takes_red_first_and_the_mean_of_photographs_off() -> None:
    made = RfDetr(384, 384).prepare(RED)
    means = [float(plane.mean()) for plane in made[0]]
    assert means == pytest.approx([(1 - 0.485) / 0.229, -0.456 / 0.224, -0.406 / 0.225], abs=0.02)
    assert made.dtype == np.float32


@pytest.mark.parametrize(
    ("shapes", "name"),
    [
        ([[1, 85, 22, 22]], "fastestdet"),
        ([[1, 3549, 85]], "yolox"),
        ([[1, 300, 4], [1, 300, 91]], "rfdetr"),
        ([["batch", 300, 4], ["batch", 300, 91]], "rfdetr"),
        ([[1, 1000]], ""),
        ([[1, 5, 6], [1, 5, 7]], ""),
    ],
)
def test_the_shapes_tell_the_layout(shapes: list[list[object]], name: str) -> None:
    assert guess_layout(shapes) == name


def test_rfdetr_outputs_in_either_order() -> None:
    boxes = np.array([[[0.5, 0.5, 0.2, 0.4]]], np.float32)
    raw = np.full((1, 1, 91), -9, np.float32)
    raw[0, 0, 18] = 3.0
    layout = RfDetr(384, 384)
    for outputs in ([boxes, raw], [raw, boxes]):
        found = layout.decode(outputs, textured())
        assert found.kinds.tolist() == [18]
        assert found.boxes[0] == pytest.approx([0.4, 0.3, 0.6, 0.7], abs=1e-6)
        assert found.scores[0] == pytest.approx(0.9526, abs=1e-3)
