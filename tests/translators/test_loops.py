from hypothesis import given
from hypothesis import strategies as st

from translators.loops import loop_start


def test_ordinary_text_has_no_loop():
    assert (
        loop_start(
            ["it", "was", "the", "best", "of", "times", "it", "was", "the", "worst", "of", "times"]
        )
        is None
    )
    assert loop_start(["no"] * 5) is None
    assert loop_start([]) is None


def test_a_loop_starts_after_its_first_round():
    assert loop_start(["please", "hold", "the", "line"] * 4) == 4
    assert loop_start(["well", *["ha"] * 12]) == 2


def test_the_last_round_may_be_cut_off():
    assert loop_start([*"abcdabcdabcdab"]) == 4


@given(
    st.lists(st.integers(0, 50), max_size=10),
    st.lists(st.integers(60, 99), min_size=1, max_size=8, unique=True),
    st.integers(12, 20),
)
def test_any_loop_is_found_and_cut_to_one_round(before, period, rounds):
    assert loop_start([*before, *period * rounds]) == len(before) + len(period)
