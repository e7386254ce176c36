import pytest

from bench.peers.drivers.tape import Tape, is_over
from bench.trace import Shown
from tests.clocks import Clock


def test_only_what_changed_is_written_with_its_time() -> None:
    clock = Clock(100.0)
    tape = Tape(clock)
    assert not tape.has_begun
    assert tape.elapsed_s == 0.0
    tape.begin()
    tape.show("")
    clock.at_s = 101.5
    tape.heard_s = 1.4
    tape.show("", " so  far")
    tape.show("", "so far")
    clock.at_s = 103.0
    tape.show("so far\n")
    assert tape.shown == (Shown(1.5, 1.4, "", "so far"), Shown(3.0, 1.4, "so far"))


@pytest.mark.parametrize(
    ("since_end_s", "still_s", "over"),
    [
        (-5.0, 20.0, False),
        (float("-inf"), 20.0, False),
        (9.0, 20.0, False),
        (12.0, 9.0, False),
        (12.0, 10.0, True),
        (60.0, 0.1, True),
    ],
)
def test_a_silent_system_is_waited_for_but_not_for_ever(
    since_end_s: float, still_s: float, over: bool
) -> None:
    assert is_over(since_end_s, still_s) == over


def test_a_change_after_the_end_is_waited_upon() -> None:
    clock = Clock(100.0)
    tape = Tape(clock)
    tape.begin()
    tape.show("one")
    clock.at_s += 30
    assert not tape.is_over()
    tape.end()
    clock.at_s += 9
    tape.show("one two")
    clock.at_s += 9
    assert not tape.is_over()
    clock.at_s += 1
    assert tape.is_over()
    assert not tape.is_over(quiet_s=15.0)
