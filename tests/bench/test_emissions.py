from hypothesis import given
from hypothesis import strategies as st

from bench.emissions import Moment, emissions
from bench.revisions import seen_words
from tests.bench.made import shown

WORDS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=5).map(" ".join)


def times(*moments: tuple[float, str] | tuple[float, str, str]) -> list[tuple[str, float, float]]:
    return [
        (word.text, word.shown.elapsed_s, word.settled.elapsed_s)
        for word in emissions(shown(*moments))
    ]


def test_a_word_is_shown_before_it_is_promised() -> None:
    assert times((1, "", "so it"), (2, "So", " is"), (3, "So is it.", "")) == [
        ("So", 1, 2),
        ("is", 2, 3),
        ("it.", 1, 3),
    ]


def test_a_promise_that_was_broken_begins_again() -> None:
    found = times((1, "one two", ""), (2, "one", ""), (3, "one two", ""))
    assert found == [("one", 1, 1), ("two", 1, 3)]


def test_a_promise_that_grew_was_none() -> None:
    assert times((1, "12", ""), (2, "1234", "")) == [("1234", 2, 2)]


def test_both_clocks_are_told() -> None:
    (word,) = emissions(shown((2.5, "so", ""), lag_s=0.5))
    assert word.settled == word.shown == Moment(2.5, 2.0)


def test_a_text_before_it_that_changes_does_not_hide_a_word() -> None:
    found = times((1, "", "a cat sat"), (2, "", "the cat sat"), (3, "the cat sat", ""))
    assert found == [("the", 2, 3), ("cat", 1, 3), ("sat", 1, 3)]


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6))
def test_every_word_has_both_moments_in_order(texts: list[tuple[str, str]]) -> None:
    moments = [(float(at), *text) for at, text in enumerate(texts)]
    trace = shown(*moments)
    words = emissions(trace)
    assert [word.text for word in words] == seen_words(trace.text)
    for index, word in enumerate(words):
        assert word.shown.elapsed_s <= word.settled.elapsed_s
        after = [one for one in trace.shown if one.elapsed_s >= word.settled.elapsed_s]
        # From there on it stood where it stands, and not at the moment before.
        assert all(seen_words(one.stable)[index : index + 1] == [word.text] for one in after)
        before = [one for one in trace.shown if one.elapsed_s < word.settled.elapsed_s]
        assert not before or (
            seen_words(before[-1].stable)[: index + 1] != seen_words(trace.text)[: index + 1]
        )
    settled = [word.settled.elapsed_s for word in words]
    assert settled == sorted(settled)
