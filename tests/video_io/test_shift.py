import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.video_io.made import textured
from video_io.scaling import grey
from video_io.shift import Shift, aligned, find_shift, likeness

WIDE = grey(textured(3, 800, 600), 400, 300)


def view(left: int, top: int) -> np.ndarray:
    return WIDE[top : top + 96, left : left + 128]


@given(st.integers(-32, 32), st.integers(-20, 20))
def test_a_shift_is_found_where_it_was_made(right: int, down: int) -> None:
    shift = find_shift(view(130, 100), view(130 - right, 100 - down))
    assert abs(shift.right_px - right) <= 1
    assert abs(shift.down_px - down) <= 1
    assert shift.certainty > 0.08


@given(st.floats(0.3, 1.0), st.floats(-40.0, 40.0))
def test_light_does_not_matter(gain: float, offset: float) -> None:
    shift = find_shift(view(130, 100), view(120, 100) * gain + offset)
    assert abs(shift.right_px - 10) <= 1


@given(st.integers(-127, 127), st.integers(-95, 95))
def test_aligned_parts_show_the_same(right: int, down: int) -> None:
    before, now = view(128, 96), view(128 - right, 96 - down)
    old, new = aligned(before, now, Shift(right, down, 1.0))
    assert old.shape == new.shape == (96 - abs(down), 128 - abs(right))
    assert np.array_equal(old, new)


def test_other_places_are_not_alike_and_even_ones_are() -> None:
    other = grey(textured(8), 128, 96)
    assert likeness(view(0, 0), view(0, 0)) > 0.999
    assert likeness(view(0, 0), other) < 0.35
    even = np.full((96, 128), 90, np.float32)
    assert likeness(even, even + 30) == 1.0
    assert likeness(even, view(0, 0)) == 0.0
    assert likeness(even[:0], even[:0]) == 0.0
