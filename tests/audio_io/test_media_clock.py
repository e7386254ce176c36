from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.media_clock import MediaClock


def test_counts_samples_and_the_wall_clock_over_a_break() -> None:
    clock = MediaClock()
    assert clock.place(0.1, 50.1, after_break=True) == 0.0
    assert clock.place(0.1, 50.9, after_break=False) == 0.1  # late, but nothing is missing
    assert clock.place(0.1, 53.1, after_break=True) == 3.0
    assert clock.end_s == 3.1


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 5), st.booleans())))
def test_never_goes_back(blocks: list[tuple[float, float, bool]]) -> None:
    clock, now_s = MediaClock(), 7.0
    for duration_s, later_s, after_break in blocks:
        now_s += later_s
        end_s = clock.end_s
        assert clock.place(duration_s, now_s, after_break=after_break) >= end_s
