"""What OmniSTEval 0.1.10 printed for the same rows is what ours must give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.lagging import average_lagging, length_adaptive_lagging, yet_another_lagging

ROWS = [
    # delays, source, reference words; AL, LAAL, YAAL, and LongYAAL where all is over at 2350
    ([600, 1100, 1900, 2500], 2000, 3, 525.0, 775.0, 700.0, 700.0),
    ([600, 1100, 1500], 2000, 5, 2000 / 3, 2000 / 3, 2000 / 3, 2000 / 3),
    ([2300, 2400], 2000, 2, 2300.0, 2300.0, None, 2300.0),
    ([400] * 6, 1500, 4, -537.5, -225.0, -225.0, -225.0),
]


@pytest.mark.parametrize(("delays", "source", "words", "al", "laal", "yaal", "long"), ROWS)
def test_lagging_is_what_others_print(
    delays: list[float],
    source: float,
    words: int,
    al: float,
    laal: float,
    yaal: float | None,
    long: float,
) -> None:
    assert average_lagging(delays, source, words) == pytest.approx(al)
    assert length_adaptive_lagging(delays, source, words) == pytest.approx(laal)
    assert yet_another_lagging(delays, source, words) == (
        None if yaal is None else pytest.approx(yaal)
    )
    assert yet_another_lagging(delays, source, words, over=2350) == pytest.approx(long)


@given(st.integers(1, 30), st.floats(0.0, 5.0))
def test_who_is_always_as_far_behind_lags_by_that(words: int, behind: float) -> None:
    source = 10.0 * words
    delays = [behind + index * 10.0 for index in range(words)]
    for found in (
        average_lagging(delays, source, words),
        length_adaptive_lagging(delays, source, words),
        yet_another_lagging(delays, source, words),
    ):
        assert found == pytest.approx(behind)


def test_saying_more_gains_most_in_the_oldest_of_them() -> None:
    double = [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]
    assert average_lagging(double, 3.0, 3) < 0 < length_adaptive_lagging(double, 3.0, 3) < 1
