from bench.peers.drivers.realtimestt_driver import Page
from bench.peers.drivers.tape import Tape


def test_a_final_replaces_what_was_shown_of_its_recording() -> None:
    page, tape = Page(), Tape()
    page.tape = tape
    page.revise(1, "good mourning")
    page.revise(2, "how")
    page.settle("Good morning.")
    page.revise(1, "good mourning too late")
    page.revise(2, "how are")
    page.settle("How are you?")
    page.settle("")
    shown = [(each.stable, each.unstable) for each in tape.shown]
    assert shown == [
        ("", "good mourning"),
        ("", "good mourning how"),
        ("Good morning.", "how"),
        ("Good morning.", "how are"),
        ("Good morning. How are you?", ""),
    ]


def test_before_the_talk_nothing_is_written() -> None:
    page = Page()
    page.revise(1, "warm")
    page.settle("Warm.")
