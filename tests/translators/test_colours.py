from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.video_io.made import frame, textured
from translators.colours import COLOURS, colour_of
from translators.describe import Area
from video_io.still import read_picture

WHOLE = Area(left=0.0, top=0.0, right=1.0, bottom=1.0)


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((5, 5, 8), "black"),
        ((120, 122, 118), "grey"),
        ((245, 245, 240), "white"),
        ((210, 30, 25), "red"),
        ((110, 12, 10), "red"),
        ((240, 140, 20), "orange"),
        ((240, 220, 40), "yellow"),
        ((40, 160, 60), "green"),
        ((60, 80, 30), "green"),
        ((30, 190, 190), "turquoise"),
        ((30, 60, 200), "blue"),
        ((20, 25, 80), "blue"),
        ((130, 100, 190), "purple"),
        ((250, 150, 200), "pink"),
        ((110, 70, 40), "brown"),
    ],
)
def test_plain_colours(rgb: tuple[int, int, int], name: str) -> None:
    found = colour_of(frame(np.full((60, 80, 3), rgb, np.uint8)), WHOLE)
    assert (found.name, found.share) == (name, 1.0)


def test_what_is_behind_a_thing_does_not_count() -> None:
    rgb = np.full((200, 200, 3), (40, 160, 60), np.uint8)
    y, x = np.indices((200, 200))
    rgb[np.hypot(y - 100, x - 100) < 75] = (210, 30, 25)
    assert colour_of(frame(rgb), WHOLE).name == "red"


def test_a_part_of_the_picture() -> None:
    rgb = np.full((100, 200, 3), 250, np.uint8)
    rgb[:, 100:] = (30, 60, 200)
    right = Area(left=0.5, top=0.0, right=1.0, bottom=1.0)
    assert colour_of(frame(rgb), right).name == "blue"


@given(st.integers(0, 50), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_any_area_has_a_colour_or_none(seed: int, a: float, b: float, c: float, d: float) -> None:
    area = Area(left=min(a, b), right=max(a, b), top=min(c, d), bottom=max(c, d))
    found = colour_of(frame(textured(seed, 64, 48)), area)
    assert found.name in (*COLOURS, "")
    assert 0.0 <= found.share <= 1.0
    assert found.share > 0.0 or not found.name


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "area", "colour"),
    [
        ("street_1", (0.07, 0.15, 0.91, 0.85), "purple"),
        ("person", (0.29, 0.35, 0.43, 0.6), "blue"),
        ("person", (0.65, 0.3, 0.9, 0.7), "white"),
        ("dog", (0.61, 0.14, 0.9, 0.29), "white"),
    ],
    ids=["bus", "jacket", "horse", "truck"],
)
def test_photographs(
    shared: Path, name: str, area: tuple[float, float, float, float], colour: str
) -> None:
    left, top, right, bottom = area
    shown = read_picture(str(shared / "data" / "images" / f"{name}.jpg"))
    assert colour_of(shown, Area(left=left, top=top, right=right, bottom=bottom)).name == colour
