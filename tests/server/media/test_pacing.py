import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.pacing import CATCH_UP, GIVEN_UP_S, FramePacer

FRAME_S = 0.02


@given(st.integers(0, 1 << 30), st.floats(0, 0.02))
def test_small_delays_never_become_drift(seed: int, late_s: float) -> None:
    dice, pacer, now_s = random.Random(seed), FramePacer(FRAME_S), 100.0
    for number in range(500):
        now_s += pacer.wait_s(now_s) + dice.random() * late_s
        assert now_s - 100.0 >= number * FRAME_S - 1e-6, "never early"
        assert now_s - 100.0 <= number * FRAME_S + late_s * 2 + 1e-6
    assert pacer.given_up_s == 0


@given(st.lists(st.floats(0, 1.5), min_size=1, max_size=200))
def test_frames_never_come_in_a_burst(delays: list[float]) -> None:
    pacer, now_s, sent = FramePacer(FRAME_S), 0.0, []
    for delay_s in delays:
        now_s += pacer.wait_s(now_s)
        sent.append(now_s)
        now_s += delay_s
    for before_s, after_s in pairwise(sent):
        assert after_s - before_s >= CATCH_UP * FRAME_S - 1e-9
    assert len(sent) * FRAME_S <= now_s + GIVEN_UP_S + FRAME_S


def test_a_long_stall_is_given_up() -> None:
    pacer = FramePacer(FRAME_S)
    pacer.wait_s(0.0)
    assert pacer.wait_s(2.0) == 0
    assert pacer.given_up_s == pytest.approx(1.98)
    assert pacer.wait_s(2.0) == pytest.approx(FRAME_S)
