from bench.seams import Seams, repeated, seams
from bench.talk import Passage
from streaming.events import Event
from tests.bench.made import heard, session, talk

SAID = "Please press the star key now. Then wait for the tone, and wait for the tone again."


def _finals(*texts: str) -> tuple[Event, ...]:
    return session(
        *(
            (float(i), heard(i, text, start_s=i - 1, end_s=i, is_final=True))
            for i, text in enumerate(texts, start=1)
        )
    )


def _seams(*texts: str) -> Seams:
    return seams(_finals(*texts), talk(Passage("a", SAID, 0, 9)))


def test_a_clean_cut_loses_and_doubles_nothing() -> None:
    assert _seams("Please press the star key now.", SAID[31:]) == Seams(1, 0, 0)


def test_words_that_come_twice_are_doubled() -> None:
    assert _seams("Please press the star key now.", "key now. " + SAID[31:]) == Seams(1, 0, 2)


def test_words_that_were_said_twice_are_not() -> None:
    said = "wait for the tone, wait for the tone"
    events = _finals("wait for the tone,", "wait for the tone")
    assert seams(events, talk(Passage("a", said, 0, 9))) == Seams(1, 0, 0)


def test_words_missing_at_the_border_are_lost() -> None:
    assert _seams("Please press the star", SAID[31:]) == Seams(1, 2, 0)


def test_words_missing_elsewhere_are_not_the_borders_fault() -> None:
    assert _seams("Please the star key now.", SAID[31:]) == Seams(1, 0, 0)


def test_empty_finals_are_no_segments() -> None:
    assert _seams("", "Please press the star key now.", "", SAID[31:]) == Seams(1, 0, 0)


def test_nothing_heard_has_no_seams() -> None:
    assert _seams() == Seams(0, 0, 0)


def test_a_run_longer_than_asked_for_is_not_seen() -> None:
    before, after = ["press", "one", "two", "three"], ["one", "two", "three", "four"]
    assert repeated(before, after, [*before, "four"], longest=3) == 3
    assert repeated(before, after, [*before, "four"], longest=2) == 0
    assert repeated(before, after, [*before, *after], longest=3) == 0
