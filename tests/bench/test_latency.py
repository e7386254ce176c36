import pytest

from bench.emissions import emissions
from bench.latency import Lagging, Latency, lagging, latency, word_delays
from bench.pairing import Pairing, pair_words
from bench.trace import Trace
from bench.truth import Truth
from tests.bench.made import shown, spoken_truth

# Words end at 1.5, 2.0, 2.5 and 3.0; then 5.5 and 6.0.
TRUTH = spoken_truth((1.0, "Press one. Hang up."), (5.0, "Good bye."))


def paired(trace: Trace, truth: Truth = TRUTH) -> Pairing:
    heard = [word.text for word in emissions(trace)]
    return pair_words(heard, [word.text for word in truth.words], "en")


def measured(trace: Trace, truth: Truth = TRUTH) -> Latency:
    return latency(emissions(trace), truth, paired(trace, truth))


PERFECT = shown(
    (1.6, "", "Press"),
    (2.3, "Press one.", " Hand"),
    (3.5, "Press one. Hang up.", ""),
    (5.75, "Press one. Hang up.", " Good"),
    (6.5, "Press one. Hang up. Good bye.", ""),
    lag_s=0.25,
)


def test_words_wait_from_their_end_on() -> None:
    delays = word_delays(emissions(PERFECT), TRUTH, paired(PERFECT))
    assert [round(word.settled_s, 3) for word in delays] == [0.8, 0.3, 1.0, 0.5, 1.0, 0.5]
    assert [round(word.shown_s, 3) for word in delays] == [0.1, 0.3, 1.0, 0.5, 0.25, 0.5]
    assert [word.end_s for word in delays] == [1.5, 2.0, 2.5, 3.0, 5.5, 6.0]


def test_every_kind_of_delay_is_told_on_both_clocks() -> None:
    found = measured(PERFECT)
    assert found.settled is not None
    assert found.settled_unaware is not None
    assert found.settled.count == 6
    assert found.settled.mean_s - found.settled_unaware.mean_s == pytest.approx(0.25)
    # Sentences ended at 2.0, 3.0 and 6.0; they were complete at 2.3, 3.5 and 6.5.
    assert found.sentence is not None
    assert (found.sentence.count, found.sentence.max_s) == (3, pytest.approx(0.5))
    assert found.sentence.p50_s == pytest.approx(0.5)
    assert found.final is not None
    assert (found.final.count, found.final.mean_s) == (2, pytest.approx(0.5))
    # Speech began at 1.0 and 5.0; something of it was seen at 1.6 and 5.75.
    assert found.first_partial is not None
    assert (found.first_partial.p50_s, found.first_partial.max_s) == pytest.approx((0.675, 0.75))


def test_misheard_words_end_sentences_but_have_no_delay_of_their_own() -> None:
    text = "Press one. Hang cup. Good"
    found = measured(
        shown((2.5, "Press one. Hang", ""), (4.0, text, ""), (7.0, f"{text} bye.", ""))
    )
    assert found.settled is not None
    assert found.settled.count == 5
    assert found.final is not None
    assert (found.final.count, found.final.p50_s) == (2, pytest.approx(1.0))


def test_a_sentence_without_its_last_word_never_ended() -> None:
    found = measured(shown((2.5, "Press one. Hang", ""), (7.0, "Press one. Hang good bye.", "")))
    assert found.final is not None
    assert (found.final.count, found.final.max_s) == (1, pytest.approx(1.0))


def test_nothing_heard_is_nothing_measured() -> None:
    found = measured(shown())
    assert found.settled is found.final is found.first_partial is None
    assert lagging((), TRUTH, aware=True) == Lagging(None, None, None)


def test_lagging_is_counted_passage_by_passage() -> None:
    words = emissions(PERFECT)
    # Delays 1.3 1.3 2.5 2.5 of a passage of 2 s with 4 words: up to the first after its end.
    first = (1.3 + (1.3 - 0.5) + (2.5 - 1.0)) / 3
    # 1.5, 1.5 of a passage of 1 s: the first word came when it was over.
    assert lagging(words, TRUTH, aware=True).length_adaptive == pytest.approx((first + 1.5) / 2)
    # LongYAAL counts what came before the last passage's end at 6.0; nothing of the second did.
    long = (1.3 + 0.8 + 1.5 + 1.0) / 4
    assert lagging(words, TRUTH, aware=True).yet_another == pytest.approx(long)
    assert lagging(words, TRUTH, aware=False).yet_another == pytest.approx(long - 0.25)
