from bench.flicker import erasure
from streaming.transcript import Transcript
from streaming.translation import Translation
from tests.bench.made import heard, session, translated


def test_text_that_only_grows_erases_nothing() -> None:
    events = session(
        (1.0, heard(1, "", "Hello wor", start_s=0, end_s=1)),
        (2.0, heard(1, "Hello wor", " was", start_s=0, end_s=2)),
        (3.0, heard(1, "hello, WOR was", start_s=0, end_s=2, is_final=True)),
    )
    assert erasure(events, Transcript) == 0.0


def test_words_after_the_first_change_are_taken_back() -> None:
    events = session(
        (1.0, heard(1, "", "a b c", start_s=0, end_s=1)),
        (2.0, heard(1, "a", " x c", start_s=0, end_s=2)),
        (3.0, heard(1, "a x", start_s=0, end_s=2, is_final=True)),
    )
    # b and c, then c; two words stayed.
    assert erasure(events, Transcript) == 3 / 2


def test_segments_and_kinds_are_kept_apart() -> None:
    events = session(
        (1.0, heard(1, "one", start_s=0, end_s=1, is_final=True)),
        (1.1, translated(1, "um", "dois", start_s=0, end_s=1, is_final=False)),
        (2.0, heard(2, "two", start_s=1, end_s=2, is_final=True)),
        (2.1, translated(1, "um", start_s=0, end_s=1)),
    )
    assert erasure(events, Transcript) == 0.0
    assert erasure(events, Translation) == 1.0


def test_nothing_shown_is_nothing_erased() -> None:
    assert erasure(session(), Transcript) == 0.0
