import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.narrating.place import Nearness, Optics, Side, is_clipped, locate
from tests.streaming.narrating.boxes import box

WIDE = Optics(field_of_view_deg=170.0)
ASPECT = 16 / 9


def place(x: float, size: float = 0.2, label: str = "person", optics: Optics | None = None):
    area = box(label, x, 0.5, size / ASPECT / 3, size)
    return locate(area, label, optics or Optics(), ASPECT)


@pytest.mark.parametrize(
    ("x", "hour", "side"),
    [
        (0.05, 11, Side.LEFT),
        (0.5, 12, Side.AHEAD),
        (0.6, 12, Side.AHEAD),
        (0.3, 11, Side.LEFT),
        (0.95, 1, Side.RIGHT),
    ],
)
def test_a_phone_sees_from_eleven_to_one(x, hour, side):
    assert (place(x).hour, place(x).side) == (hour, side)


@pytest.mark.parametrize(
    ("x", "hour"), [(0.0, 9), (0.4, 10), (0.47, 11), (0.5, 12), (0.53, 1), (0.6, 2), (1.0, 3)]
)
def test_a_camera_that_sees_everything_has_all_hours(x, hour):
    assert place(x, optics=WIDE).hour == hour


@given(x=st.floats(0.0, 1.0))
def test_a_mirrored_picture_swaps_left_and_right(x):
    plain, mirrored = place(x), place(x, optics=Optics(is_mirrored=True))
    swapped = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.AHEAD: Side.AHEAD}
    assert mirrored.side is swapped[plain.side]
    assert mirrored.hour in (24 - plain.hour, 12 - plain.hour)


@given(x=st.floats(0.0, 1.0))
def test_straight_ahead_is_twelve_o_clock(x):
    assert (place(x).side is Side.AHEAD) == (place(x).hour == 12)


def test_the_larger_the_nearer_for_things_of_one_kind():
    assert [place(0.5, size).nearness for size in (0.05, 0.4, 0.6, 0.99)] == [
        Nearness.FAR,
        Nearness.MIDDLE,
        Nearness.NEAR,
        Nearness.NEAR,
    ]
    assert locate(box("person", 0.5, 0.5, 0.6, 1.0), "person", Optics(), ASPECT).nearness is (
        Nearness.CLOSE
    )


def test_a_small_thing_is_nearer_than_a_large_one_of_the_same_picture_size():
    assert place(0.5, 0.2, "cup").nearness is Nearness.CLOSE
    assert place(0.5, 0.2, "bus").nearness is Nearness.FAR


def test_nobody_knows_how_far_a_thing_of_unknown_size_is():
    assert place(0.5, 0.2, "gadget").nearness is Nearness.MIDDLE


def test_metres_are_told_only_by_a_calibrated_camera():
    assert place(0.5).metres is None
    metres = place(0.5, 0.5, optics=Optics(is_calibrated=True)).metres
    assert metres == pytest.approx(4.65, abs=0.1)


def test_a_thing_cut_off_by_the_picture_has_no_metres():
    area = box("person", 0.5, 0.8, 0.2, 0.5)
    assert is_clipped(area)
    assert locate(area, "person", Optics(is_calibrated=True), ASPECT).metres is None
