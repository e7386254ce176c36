from bench.erasure import erasure
from bench.our_trace import trace_of
from bench.trace import Shown, Trace
from tests.bench.made import heard, session, translated


def shown(*texts: tuple[str, str]) -> Trace:
    moments = (Shown(float(at), float(at), *text) for at, text in enumerate(texts))
    return Trace("made", "made", tuple(moments))


def test_text_that_only_grows_erases_nothing() -> None:
    assert erasure(shown(("", "Hello wor"), ("Hello wor", " was"), ("hello, WOR was", ""))) == 0.0


def test_words_after_the_first_change_are_taken_back() -> None:
    # b and c, then c; two words stayed.
    assert erasure(shown(("", "a b c"), ("a", " x c"), ("a x", ""))) == 3 / 2


def test_a_promise_that_is_broken_counts_as_well() -> None:
    assert erasure(shown(("one two three", ""), ("one two", ""), ("one four", ""))) == 2 / 2


def test_captions_and_translations_are_kept_apart() -> None:
    events = session(
        (1.0, heard(1, "one", start_s=0, end_s=1, is_final=True)),
        (1.1, translated(1, "um", "dois", start_s=0, end_s=1, is_final=False)),
        (2.0, heard(2, "two", start_s=1, end_s=2, is_final=True)),
        (2.1, translated(1, "um", start_s=0, end_s=1)),
    )
    assert erasure(trace_of(events)) == 0.0
    assert erasure(trace_of(events, target="pt")) == 1.0


def test_nothing_shown_is_nothing_erased() -> None:
    assert erasure(shown()) == 0.0
