from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from video_io.grid import FrameGrid


@given(
    st.lists(st.floats(0.0, 0.5), min_size=2, max_size=200),
    st.floats(1.0, 30.0),
)
def test_never_more_a_second_than_asked_for(steps: list[float], fps: float) -> None:
    grid = FrameGrid(fps)
    now_s, taken = 0.0, []
    for step_s in steps:
        now_s += step_s
        if grid.takes(now_s):
            taken.append(now_s)
    assert taken[0] == steps[0]
    gaps = [later - earlier for earlier, later in pairwise(taken)]
    assert all(gap_s >= 0.5 / fps - 1e-6 for gap_s in gaps)
    assert len(taken) <= (taken[-1] - taken[0]) * fps + 1.3


def test_a_rate_that_does_not_divide_keeps_its_mean() -> None:
    grid = FrameGrid(7.0)
    assert abs(sum(grid.takes(number / 30) for number in range(300)) - 70) <= 1


def test_slower_input_is_taken_whole() -> None:
    grid = FrameGrid(10.0)
    assert all(grid.takes(number * 0.2) for number in range(50))


def test_a_pause_is_not_made_up_for() -> None:
    grid = FrameGrid(5.0)
    assert grid.takes(0.0)
    assert grid.takes(60.0)
    assert not grid.takes(60.05)
    assert grid.takes(60.2)
