from types import SimpleNamespace

import numpy as np

from translators.alignment import aligned_words, split_words
from translators.recognize import Window, Word

SECOND = np.zeros(16_000, np.float32)


def alignment(positions: list[int]) -> SimpleNamespace:
    """One token a position, and the end of the text at the last."""
    return SimpleNamespace(
        alignments=list(enumerate(positions)),
        text_token_probs=[0.5 + 0.1 * index for index in range(len(positions) - 1)],
    )


def test_words_get_times_and_mean_probabilities():
    words = aligned_words(
        [" hello", " there"],
        [2, 1],
        alignment([5, 10, 20, 40]),
        0,
        Window(SECOND, 10.0),
    )
    assert words == (
        Word(" hello", 10.1, 10.4, 0.55),
        Word(" there", 10.4, 10.8, 0.7),
    )


def test_tokens_of_the_prefix_are_skipped():
    prefix = (Word(" hello", 10.0, 10.45, 0.9),)
    (word,) = aligned_words(
        [" there"], [1], alignment([5, 10, 20, 40]), 2, Window(SECOND, 10.0, prefix=prefix)
    )
    assert (word.text, word.start_s, word.end_s) == (" there", 10.45, 10.8)


def test_punctuation_joins_its_word():
    texts = [" (", "well", "),", " then", "."]
    words = aligned_words(texts, [1] * 5, alignment([0, 1, 10, 11, 20, 21]), 0, Window(SECOND, 0.0))
    assert [word.text for word in words] == [" (well),", " then."]
    assert words[0].end_s == 0.2


def test_times_stay_inside_the_window():
    words = aligned_words([" a", " b"], [1, 1], alignment([0, 60, 99]), 0, Window(SECOND, 0.0))
    assert [word.end_s for word in words] == [1.0, 1.0]


def test_words_tell_where_their_last_token_was_read_from():
    """The frame before the next word's first; a closing mark does not move it."""
    path = SimpleNamespace(
        alignments=[(0, 0), (0, 1), (0, 4), (1, 4), (1, 9), (2, 9), (2, 12), (3, 12), (3, 49)],
        text_token_probs=[0.9, 0.8, 0.7],
    )
    window = Window(SECOND, 10.0)
    words = aligned_words([" well", ",", " then"], [1] * 3, path, 0, window, attends=True)
    assert [word.text for word in words] == [" well,", " then"]
    assert [round(word.attended_s, 3) for word in words] == [10.1, 10.26]
    plain = aligned_words([" well", ",", " then"], [1] * 3, path, 0, window)
    assert [word.attended_s for word in plain] == [None, None]


def test_the_first_word_lacks_what_was_begun():
    parts = SimpleNamespace(
        split_to_word_tokens=lambda tokens: ([" incorrect", "."], [tokens[:2], tokens[2:]])
    )
    assert split_words((7, 8, 9), "", parts) == ([" incorrect", "."], [2, 1])
    assert split_words((7, 8, 9), " in", parts) == (["correct", "."], [2, 1])
