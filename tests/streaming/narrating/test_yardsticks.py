import pytest

from streaming.narrating.yardsticks import Yardstick, seems_m

NEAR, FAR = Yardstick(0.8, 2.0), Yardstick(0.1, 20.0)


def test_between_two_of_them_it_is_between_them():
    assert seems_m(0.8, [FAR, NEAR]) == pytest.approx(2.0)
    assert seems_m(0.1, [FAR, NEAR]) == pytest.approx(20.0)
    assert seems_m(0.45, [FAR, NEAR]) == pytest.approx(1 / ((1 / 2 + 1 / 20) / 2))


def test_beyond_them_nothing_is_made_up():
    assert seems_m(0.9, [FAR, NEAR]) == 2.0, "at least as near as that"
    assert seems_m(0.0, [FAR, NEAR]) == 20.0, "at least as far as that"
    middle = Yardstick(0.5, 6.0)
    assert seems_m(0.9, [middle]) is None
    assert seems_m(0.1, [middle]) is None
    assert seems_m(0.5, []) is None


def test_two_at_the_same_depth_do_no_harm():
    found = seems_m(0.8, [NEAR, Yardstick(0.8, 3.0), FAR])
    assert found is not None
    assert 2.0 <= found <= 3.0
