from hypothesis import given
from hypothesis import strategies as st

from bench.our_trace import trace_of
from bench.trace import Shown
from tests.bench.made import heard, session, translated


def test_segments_are_joined_and_the_open_one_follows() -> None:
    events = session(
        (1.0, heard(1, "Hello", " wor", start_s=0, end_s=1)),
        (2.0, heard(1, "Hello world.", start_s=0, end_s=2, is_final=True)),
        (3.0, heard(2, "How", " are", start_s=2, end_s=3)),
    )
    assert trace_of(events, talk="one").shown == (
        Shown(1.0, 1.0, "Hello", " wor"),
        Shown(2.0, 2.0, "Hello world.", ""),
        Shown(3.0, 3.0, "Hello world. How", " are"),
    )
    assert trace_of(events).done_s == 3.0


def test_a_later_segment_is_promised_only_once_the_earlier_one_is() -> None:
    events = session(
        (1.0, heard(1, "a", " b", start_s=0, end_s=1)),
        (2.0, heard(2, "c", " d", start_s=1, end_s=2)),
        (3.0, heard(1, "a b", start_s=0, end_s=1, is_final=True)),
    )
    assert [(one.stable, one.unstable) for one in trace_of(events).shown] == [
        ("a", " b"),
        ("a", " b c d"),
        ("a b c", " d"),
    ]


def test_a_segment_without_words_leaves_no_mark() -> None:
    events = session(
        (1.0, heard(1, "", start_s=0, end_s=1, is_final=True)),
        (2.0, heard(2, "so", start_s=1, end_s=2, is_final=True)),
    )
    assert trace_of(events).text == "so"


def test_a_translation_is_a_trace_of_its_own() -> None:
    events = session(
        (1.0, heard(1, "one", start_s=0, end_s=1, is_final=True)),
        (1.5, translated(1, "um", start_s=0, end_s=1)),
    )
    assert trace_of(events, target="pt").shown == (Shown(1.5, 1.5, "um", ""),)
    assert trace_of(events, target="es").shown == ()


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4), max_size=5))
def test_the_finished_text_is_the_finals_joined(segments: list[list[str]]) -> None:
    timed = [
        (float(at), heard(at, " ".join(words), start_s=at, end_s=at + 1, is_final=True))
        for at, words in enumerate(segments, start=1)
    ]
    assert trace_of(session(*timed)).text == " ".join(" ".join(words) for words in segments)
