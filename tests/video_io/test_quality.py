from pathlib import Path

import numpy as np
import pytest

from tests.video_io.made import textured
from video_io.frame import Pixels
from video_io.quality import light_of, quality_of
from video_io.scaling import scaled
from video_io.still import read_picture

IMAGES = (
    *("dog", "eagle", "giraffe", "horses", "person"),
    *("street_0", "street_1", "street_2", "street_3", "street_4"),
)


def smeared(rgb: Pixels, length: int) -> Pixels:
    """As a camera that moved sideways sees it."""
    values = np.pad(rgb.astype(np.float64), ((0, 0), (length, 0), (0, 0)), mode="edge")
    sums = np.cumsum(values, axis=1)
    return ((sums[:, length:] - sums[:, :-length]) / length).astype(np.uint8)


def finger() -> Pixels:
    rng = np.random.default_rng(0)
    y, x = np.indices((480, 640))
    red = 90 + 60 * x / 640 + 20 * y / 480
    light = np.stack([red, 20 + 15 * x / 640, 15 + 10 * x / 640], axis=-1)
    return (light + rng.normal(0, 3, (480, 640, 1))).clip(0, 255).astype(np.uint8)


@pytest.mark.shared
@pytest.mark.parametrize("name", IMAGES)
class TestPhotographs:
    def rgb(self, shared: Path, name: str) -> Pixels:
        return read_picture(str(shared / "data" / "images" / f"{name}.jpg")).rgb

    def test_a_good_one_has_no_problem(self, shared: Path, name: str) -> None:
        assert quality_of(self.rgb(shared, name)).problem == ""

    def test_at_night_it_is_dark(self, shared: Path, name: str) -> None:
        for divisor in (10, 20):
            night = (self.rgb(shared, name) / divisor).astype(np.uint8)
            found = quality_of(night)
            assert (found.problem, found.light) == ("dark", "dark")

    def test_out_of_focus_it_is_blurred(self, shared: Path, name: str) -> None:
        rgb = self.rgb(shared, name)
        small = scaled(rgb, rgb.shape[1] // 32, rgb.shape[0] // 32)
        assert quality_of(scaled(small, rgb.shape[1], rgb.shape[0])).problem == "blurred"

    def test_smeared_along_one_side_it_is_blurred(self, shared: Path, name: str) -> None:
        rgb = self.rgb(shared, name)
        assert quality_of(smeared(rgb, rgb.shape[1] // 8)).problem == "blurred"

    def test_a_little_noise_or_softness_is_no_problem(self, shared: Path, name: str) -> None:
        rgb = self.rgb(shared, name)
        noise = np.random.default_rng(1).normal(0, 8, rgb.shape)
        assert quality_of((rgb + noise).clip(0, 255).astype(np.uint8)).problem == ""
        half = scaled(rgb, rgb.shape[1] // 2, rgb.shape[0] // 2)
        assert quality_of(scaled(half, rgb.shape[1], rgb.shape[0])).problem == ""


@pytest.mark.parametrize(
    "rgb",
    [
        np.zeros((480, 640, 3), np.uint8),
        np.full((480, 640, 3), 240, np.uint8),
        np.random.default_rng(0).integers(0, 12, (480, 640, 3)).astype(np.uint8),
        finger(),
    ],
    ids=["black", "white", "noise", "finger"],
)
def test_a_covered_lens(rgb: Pixels) -> None:
    assert quality_of(rgb).problem == "covered"


def test_light_in_words() -> None:
    assert [light_of(value) for value in (10, 60, 120, 230)] == [
        "dark",
        "dim",
        "bright",
        "very bright",
    ]


def test_any_size_can_be_measured() -> None:
    for width, height in ((1, 1), (7, 300), (4000, 3)):
        assert 0.0 <= quality_of(textured(1, width, height)).blur <= 1.0
