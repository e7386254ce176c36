from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.media.packet_order import Counters
from server.media.quality import RECOVERY_S, SILENT_S, WINDOW_S, ConnectionQuality, Quality


def watch(losses: list[float], jitter_s: float = 0.005) -> list[Quality]:
    """One second each, 50 packets a second, with this share lost."""
    quality, received, told = ConnectionQuality(), 0.0, []
    for second, loss in enumerate(losses):
        received += 50 * (1 - loss)
        counters = Counters(50 * (second + 1), round(received), 0, jitter_s)
        told.append(quality.update(counters, float(second)))
    return told


def test_a_clean_line_is_good() -> None:
    assert {told.state for told in watch([0.0] * 20)} == {"good"}


def test_five_percent_of_loss_is_told_and_its_end_too() -> None:
    told = watch([0.0] * 5 + [0.05] * 10 + [0.0] * 15)
    states = [each.state for each in told]
    assert states[5] == "good", "one second says little"
    assert "poor" in states[6:12]
    assert states[14] == "poor"
    assert 0.04 <= told[14].loss <= 0.06
    assert states[-1] == "good"
    assert states.index("good", 15) >= 15 + RECOVERY_S - 2


def test_the_state_does_not_flicker() -> None:
    states = [told.state for told in watch(([0.2] + [0.0] * 3) * 10)]
    assert sum(a != b for a, b in pairwise(states)) <= 1


def test_jitter_is_told() -> None:
    assert watch([0.0] * 5, jitter_s=0.2)[-1].state == "poor"


def test_nothing_at_all_is_lost_and_comes_back() -> None:
    quality = ConnectionQuality()
    for second in range(5):
        quality.update(Counters(50 * second, 50 * second, 0, 0.0), float(second))
    dead = [quality.update(Counters(200, 200, 0, 0.0), 5.0 + second) for second in range(6)]
    assert dead[0].state == "good"
    assert dead[round(SILENT_S)].state == "lost"
    back = [
        quality.update(Counters(200 + 50 * n, 200 + 50 * n, 0, 0.0), 11.0 + n) for n in range(20)
    ]
    assert back[1].state == "poor"
    assert back[-1].state == "good"


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.floats(0, 2)), max_size=100))
def test_any_counters_give_a_share(steps: list[tuple[int, int, float]]) -> None:
    quality, expected, received = ConnectionQuality(), 0, 0
    for second, (more, came, jitter_s) in enumerate(steps):
        expected, received = expected + more, received + came
        told = quality.update(Counters(expected, received, 0, jitter_s), second * 0.7)
        assert 0 <= told.loss <= 1
        assert len(quality._samples) <= WINDOW_S / 0.7 + 2
