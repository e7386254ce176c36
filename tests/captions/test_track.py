from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from captions.cue import Cue
from captions.text import clean
from captions.track import CueTrack
from captions.units import spread
from configs.schema import CaptionsConfig
from tests.captions.strategies import timed_words
from translators.recognize import Word

STYLE = CaptionsConfig()


@given(st.lists(timed_words(), max_size=6))
def test_a_track_is_ordered_complete_and_never_overlaps(segments: list[tuple[Word, ...]]) -> None:
    track, found = CueTrack("en", STYLE), list[Cue]()
    for words in segments:
        found += track.add(words)
    found += track.close()
    assert track.held is None
    assert track.close() == ()
    assert [cue.id for cue in found] == list(range(1, len(found) + 1))
    assert all(cue.end_s <= following.start_s for cue, following in pairwise(found))
    said = " ".join(clean("".join(word.text for word in words)) for words in segments)
    shown = " ".join(line for cue in found for line in cue.lines)
    assert "".join(shown.split()) == "".join(said.split())


def test_only_a_cue_that_may_be_cut_short_is_held_back() -> None:
    track = CueTrack("en", STYLE)
    assert track.add(spread("One two three", 1.0, 1.3)) == ()
    assert track.held == Cue(1, 1.0, 1.9, ("One two three",), "en")
    assert track.add(spread("Four", 1.5, 2.5)) == (Cue(1, 1.0, 1.5, ("One two three",), "en"),)
    assert track.held == Cue(2, 1.5, 2.5, ("Four",), "en")
    assert track.close() == (Cue(2, 1.5, 2.5, ("Four",), "en"),)
    assert track.close() == ()


def test_words_before_the_end_of_the_last_ones_wait_for_it() -> None:
    track = CueTrack("en", STYLE)
    track.add(spread("One two", 1.0, 2.0))
    track.add(spread("three", 1.8, 2.6), language="pt", speaker="Ana")
    assert track.close() == (Cue(2, 2.0, 2.6, ("three",), "pt", "Ana"),)


def test_an_empty_final_changes_nothing() -> None:
    track = CueTrack("en", STYLE)
    track.add(spread("One", 1.0, 1.1))
    assert track.add(()) == ()
    assert track.add((Word(" ", 1.2, 1.3, 1.0),)) == ()
    assert track.held == Cue(1, 1.0, 1.3, ("One",), "en")
