import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.backends.whisper_growth import kept_tokens, last_word

VOCABULARY = (
    " Login",
    " in",
    " incorrect",
    " inside",
    "correct",
    " to",
    " 1",
    " 12",
    ".",
    " touch",
)


class Vocabulary:
    """A tokenizer with whole words for tokens."""

    def decode(self, tokens: list[int]) -> str:
        return "".join(VOCABULARY[token] for token in tokens)

    def split_to_word_tokens(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
        texts: list[str] = []
        spans: list[list[int]] = []
        for token in tokens:
            text = VOCABULARY[token]
            if texts and text[0].isalpha():
                texts[-1] += text
                spans[-1].append(token)
            else:
                texts.append(text)
                spans.append([token])
        return texts, spans


def tokens(*texts: str) -> list[int]:
    return [VOCABULARY.index(text) for text in texts]


def kept(word: list[int], *instead: str, barred: tuple[str, ...] = ()) -> int:
    logits = np.zeros((len(instead), len(VOCABULARY)), np.float32)
    for row, text in zip(logits, instead, strict=True):
        row[VOCABULARY.index(text)] = 5.0
    may = np.ones(len(VOCABULARY), np.bool_)
    may[tokens(*barred)] = False
    return kept_tokens(word, logits, may, Vocabulary())


@pytest.mark.parametrize(
    ("word", "instead", "expected"),
    [
        ([" in"], [" incorrect"], 0),
        ([" in"], [" in"], 1),
        ([" in"], [" to"], 1),
        ([" 1"], [" 12"], 1),
        ([" in", "correct"], [" in", " to"], 2),
        ([" touch", "correct"], [" in", "correct"], 2),
    ],
    ids=["longer", "the same", "another", "a number", "another end", "another begin"],
)
def test_a_word_grows_where_a_longer_one_is_likelier(word, instead, expected):
    assert kept(tokens(*word), *instead) == expected


def test_what_cannot_be_said_is_no_longer_word():
    assert kept(tokens(" in"), " incorrect", barred=(" incorrect",)) == 1
    everything_but = tuple(text for text in VOCABULARY if text != " in")
    assert kept(tokens(" in"), " incorrect", barred=everything_but) == 1


@given(st.lists(st.sampled_from(range(len(VOCABULARY))), max_size=5), st.integers(0, 999))
def test_what_is_kept_begins_the_word(prefix, seed):
    last = last_word(prefix, Vocabulary())
    assert prefix[len(prefix) - len(last) :] == last
    logits = np.random.default_rng(seed).normal(size=(len(last), len(VOCABULARY)))
    may = np.ones(len(VOCABULARY), np.bool_)
    count = kept_tokens(last, logits.astype(np.float32), may, Vocabulary())
    assert 0 <= count <= len(last)
    if count < len(last):
        rest = Vocabulary().decode(last[count:])
        longer = VOCABULARY[int(logits[count].argmax())]
        assert longer.startswith(rest)
        assert len(longer) > len(rest)


def test_a_mark_or_nothing_is_no_word():
    assert last_word([], Vocabulary()) == []
    assert last_word(tokens(" in", "."), Vocabulary()) == []
    assert last_word(tokens(" to", " in"), Vocabulary()) == tokens(" in")
