import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from translators.attention import Gaze, token_times, with_attention
from translators.recognize import Word

POSITIONS = 120


def looks(*places: int, heads: int = 3, sink: int | None = None) -> np.ndarray:
    """Attention of tokens that look at one place each, and all of them at `sink` as well."""
    at = np.arange(POSITIONS)
    rows = [np.exp(-0.5 * ((at - place) / 4.0) ** 2) for place in places]
    if sink is not None:
        for row in rows:
            row[max(0, sink - 5) : sink + 5] += 3.0
    weights = np.stack(rows) / np.sum(rows, axis=1, keepdims=True)
    return np.repeat(weights[None], heads, axis=0).astype(np.float32)


def test_the_gaze_follows_the_tokens():
    gaze = Gaze()
    gaze.see(looks(0, 5))
    assert [gaze.see(looks(place)) for place in (20, 50, 90)] == pytest.approx([20, 50, 90], abs=3)


def test_a_place_that_draws_every_token_is_not_where_they_look():
    gaze = Gaze()
    gaze.see(looks(10, 30, 50, sink=100))
    assert gaze.see(looks(70, sink=100)) == pytest.approx(70, abs=3)


def test_one_head_that_looks_elsewhere_is_outvoted():
    weights = looks(20, 40, 60, 80, heads=5)
    weights[0] = weights[0, :, ::-1]
    assert Gaze().see(weights) == pytest.approx(80, abs=3)


def test_tokens_are_said_where_attention_is():
    places = [10, 30, 60, 100]
    way = token_times(looks(*places), [0.9] * 4).alignments
    for token, place in enumerate(places):
        begin, end = (f(way[way[:, 0] == token, 1]) for f in (np.min, np.max))
        assert begin <= place <= end


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 3), st.integers(1, 9), st.integers(1, 40)),
        elements=st.floats(0, 1, width=32),
    )
)
def test_the_way_goes_from_corner_to_corner_and_never_back(weights):
    _, tokens, positions = weights.shape
    way = token_times(weights, [1.0] * tokens).alignments
    steps = np.diff(way, axis=0)
    assert way[0].tolist() == [0, 0]
    assert way[-1].tolist() == [tokens - 1, positions - 1]
    assert ((steps >= 0) & (steps <= 1)).all()
    assert (steps.sum(axis=1) >= 1).all()
    assert set(way[:, 0]) == set(range(tokens))


@given(st.integers(2, 5), st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_no_other_way_is_cheaper(tokens, positions, seed):
    from translators.attention import _cheapest_way

    costs = np.random.default_rng(seed).normal(size=(tokens, positions)).astype(np.float32)
    found = sum(float(costs[token, position]) for token, position in _cheapest_way(costs))
    assert found == pytest.approx(cheapest(costs), abs=1e-5)


def cheapest(costs: np.ndarray) -> float:
    """The same by its definition, cell by cell."""
    total = np.full(costs.shape, np.inf)
    for token in range(costs.shape[0]):
        for position in range(costs.shape[1]):
            before = [
                total[token - a, position - b]
                for a, b in ((1, 0), (0, 1), (1, 1))
                if token >= a and position >= b
            ]
            total[token, position] = costs[token, position] + (min(before) if before else 0.0)
    return float(total[-1, -1])


def test_words_are_read_from_where_their_letters_are():
    words = (Word(" one", 5.0, 5.2, 0.9), Word(" two.", 5.2, 5.8, 0.8))
    done = with_attention(words, [" one", " two", "."], [10, 40, 99], 5.0)
    assert [word.attended_s for word in done] == pytest.approx([5.22, 5.82])
    assert [(w.text, w.start_s, w.end_s, w.probability) for w in done] == [
        (w.text, w.start_s, w.end_s, w.probability) for w in words
    ]


def test_a_word_is_read_up_to_its_end_at_least():
    (word,) = with_attention([Word(" late", 9.0, 9.5, 0.9)], [" late"], [210], 5.0)
    assert word.attended_s == 9.5


def test_a_mark_alone_is_read_from_where_it_is():
    (mark,) = with_attention([Word(".", 5.0, 5.0, 0.9)], ["."], [24], 5.0)
    assert mark.attended_s == pytest.approx(5.5)
