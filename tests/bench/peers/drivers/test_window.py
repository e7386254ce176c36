import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.peers.drivers.window import LONGEST_S, Segment, Window

ONE = Segment(4.0, " One.")
TWO = Segment(11.0, " Two.")
THREE = Segment(21.0, " Three")


def test_a_short_window_is_all_open() -> None:
    window = Window(3.0, ("Before.",))
    assert window.after([ONE, TWO], 20.0, is_last=False) == (window, "One. Two.")


def test_a_long_window_keeps_its_last_segment() -> None:
    window, unstable = Window(3.0, ("Before.",)).after([ONE, TWO, THREE], 21.5, is_last=False)
    assert window == Window(14.0, ("Before.", "One.", "Two."))
    assert unstable == "Three"


def test_a_lone_segment_is_cut_off_only_where_no_more_is_heard() -> None:
    lone = [Segment(28.0, "On and on")]
    assert Window().after(lone, 29.0, is_last=False) == (Window(), "On and on")
    assert Window().after(lone, 30.0, is_last=False) == (Window(28.0, ("On and on",)), "")


def test_of_a_long_silence_a_second_is_kept() -> None:
    assert Window().after([], 20.0, is_last=False) == (Window(), "")
    assert Window().after([], 21.0, is_last=False) == (Window(20.0), "")


def test_the_end_settles_everything() -> None:
    assert Window(5.0).after([ONE, TWO], 12.0, is_last=True) == (Window(17.0, ("One.", "Two.")), "")


segments = st.lists(st.floats(0.0, 40.0), max_size=6).map(
    lambda ends: [Segment(end_s, f"s{index}") for index, end_s in enumerate(sorted(ends))]
)


@given(segments, st.floats(0.0, LONGEST_S), st.booleans())
def test_nothing_is_lost_and_the_window_goes_on(
    heard: list[Segment], length_s: float, is_last: bool
) -> None:
    window, unstable = Window(2.0).after(heard, length_s, is_last=is_last)
    assert [*window.settled, *unstable.split()] == [segment.text for segment in heard]
    assert 2.0 <= window.start_s <= 2.0 + length_s
    if length_s == LONGEST_S:
        assert window.start_s > 2.0


@pytest.mark.parametrize("length_s", [25.0, 30.0])
def test_a_segment_without_length_does_not_stop_it(length_s: float) -> None:
    heard = [Segment(0.0, "a"), Segment(0.0, "b")]
    assert Window().after(heard, length_s, is_last=False) == (Window(length_s, ("a", "b")), "")
