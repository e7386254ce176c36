import math

import pytest

from streaming.narrating.looming import Sighting, arrives_in_s, growth_per_s, is_hazard
from tests.streaming.narrating.boxes import box


def history(sizes, step_s=0.1, x=0.5, y=0.5):
    return [
        Sighting(place * step_s, box("car", x, y, size, size)) for place, size in enumerate(sizes)
    ]


def coming(arrives_in_s: float, size: float = 0.1, count: int = 6):
    """What comes at a steady speed has a size of one over the time that is left."""
    return [size * arrives_in_s / (arrives_in_s - 0.1 * place) for place in range(count)]


@pytest.mark.parametrize("left_s", [1.5, 3.0, 6.0])
def test_growth_tells_when_it_arrives(left_s):
    growth = growth_per_s(history(coming(left_s)))
    assert arrives_in_s(growth) == pytest.approx(left_s - 0.25, rel=0.1)


def test_what_keeps_its_size_or_shrinks_does_not_come():
    assert growth_per_s(history([0.2] * 6)) == 0.0
    assert growth_per_s(history([0.5, 0.4, 0.3, 0.25])) < 0
    assert arrives_in_s(0.0) == math.inf


def test_a_box_that_jumps_is_another_box():
    assert growth_per_s(history([0.1, 0.1, 0.1, 0.3, 0.3])) == 0.0


def test_a_box_that_flickers_does_not_grow():
    assert growth_per_s(history([0.2, 0.3, 0.2, 0.3, 0.2, 0.3])) == 0.0


def test_coming_into_the_picture_is_not_coming_nearer():
    rising = [
        Sighting(0.1 * place, box("person", 0.3, 1.0 - height / 2, 0.2, height))
        for place, height in enumerate([0.1, 0.2, 0.3, 0.4, 0.5])
    ]
    assert growth_per_s(rising) == 0.0


def test_growing_one_way_only_is_turning_around():
    turning = [
        Sighting(0.1 * place, box("car", 0.5, 0.5, width, 0.2))
        for place, width in enumerate(coming(1.5))
    ]
    assert growth_per_s(turning) == 0.0


def test_a_hazard_comes_soon_and_this_way():
    near = box("car", 0.5, 0.5, 0.3, 0.3)
    assert is_hazard(near, grows_per_s=1.0, speed=(0.0, 0.0))
    assert not is_hazard(near, grows_per_s=0.2, speed=(0.0, 0.0))
    assert not is_hazard(near, grows_per_s=1.0, speed=(0.9, 0.0)), "it passes by"
    assert not is_hazard(box("car", 0.5, 0.5, 0.02, 0.02), grows_per_s=1.0, speed=(0.0, 0.0))
