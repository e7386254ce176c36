import pytest

from bench.delays import (
    Spread,
    caption_delays,
    emission_delays,
    speech_delays,
    translation_delays,
)
from bench.talk import Passage
from tests.bench.made import heard, session, spoken, talk, translated

TALK = talk(
    Passage("one", "Hello there. Good day.", 0.5, 4.0),
    Passage("two", "Bye.", 5.0, 6.0),
    phrases=((0.5, 2.0), (2.4, 4.0), (5.0, 6.0)),
)
FINAL = heard(1, "Hello there. Good day.", start_s=0.4, end_s=4.2, is_final=True)


def test_captions_wait_from_the_true_end_of_speech() -> None:
    events = session(
        (5.0, FINAL),
        (5.5, heard(2, "", start_s=4.5, end_s=4.6, is_final=True)),
        (6.7, heard(3, "Bye.", start_s=5.0, end_s=5.9, is_final=True)),
    )
    assert caption_delays(events, TALK) == pytest.approx([1.0, 0.7])


def test_a_segment_cut_inside_of_speech_ends_where_it_was_cut() -> None:
    events = session((3.5, heard(1, "Hello", start_s=0.4, end_s=3.1, is_final=True)))
    assert caption_delays(events, TALK) == pytest.approx([0.4])


def test_translations_wait_from_the_same_place() -> None:
    events = session(
        (5.0, FINAL),
        (5.2, translated(1, "Olá. Bom dia.", start_s=0.4, end_s=4.2)),
        (5.6, translated(2, "", start_s=4.5, end_s=4.6)),
    )
    assert translation_delays(events, TALK) == pytest.approx([1.2])


def test_each_sentence_waits_for_its_own_spoken_translation() -> None:
    events = session(
        (5.0, FINAL),
        (5.1, spoken(1, 1, "started", at_s=3.0, source_end_s=2.9)),
        (5.2, spoken(1, 1, "finished", at_s=4.0, source_end_s=2.9)),
        (5.3, spoken(1, 2, "started", at_s=5.0, source_end_s=4.2)),
        (5.4, spoken(1, 2, "finished", at_s=6.0, source_end_s=4.2)),
    )
    # Four even words from 0.4 to 4.2: the second ends at 2.3, which is the phrase that ends at 2.
    assert speech_delays(events, TALK) == pytest.approx([1.0, 1.0])


def test_a_clause_of_its_own_belongs_to_what_was_over_when_it_was_settled() -> None:
    three = [
        spoken(1, n, state, at_s=float(n), source_end_s=s)
        for n, s in ((1, 1.0), (2, 2.9), (3, 4.2))
        for state in ("started", "finished")
    ]
    events = session((5.0, FINAL), *((5.0, value) for value in three))
    # Nothing was over at 1.0 s, the first sentence at 2.9 s, the second at 4.2 s.
    assert speech_delays(events, TALK) == pytest.approx([1.0 - 0.4, 2.0 - 2.0, 3.0 - 4.0])


def test_a_clause_without_an_end_was_not_spoken() -> None:
    events = session((5.0, FINAL), (5.1, spoken(1, 1, "started", at_s=3.0, source_end_s=2.9)))
    assert speech_delays(events, TALK) == []


def test_a_word_waits_until_it_is_stable() -> None:
    events = session(
        (1.0, heard(1, "", "Hello ther", start_s=0, end_s=1)),
        (2.0, heard(1, "Hello", " there", start_s=0, end_s=1)),
        (3.0, heard(1, "Hello there.", start_s=0, end_s=1, is_final=True)),
    )
    assert emission_delays(events) == pytest.approx([2.0 - 0.5, 3.0 - 1.0])


def test_the_first_event_counts_even_when_it_is_not_the_newest() -> None:
    events = session(
        (1.0, heard(1, "Hello", start_s=0, end_s=1)),
        (2.0, heard(1, "Hello", start_s=0, end_s=1, is_final=True)),
    )
    assert emission_delays(events) == pytest.approx([0.0])


def test_a_spread_of_nothing_is_nothing() -> None:
    assert Spread.of([]) is None


def test_a_spread() -> None:
    spread = Spread.of(range(101))
    assert spread == Spread(101, 50.0, 50.0, 95.0, 100.0)
