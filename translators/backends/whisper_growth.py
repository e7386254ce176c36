"""Whether the last settled word turned out to be the beginning of a longer one.

A word is settled while the next is still to be said, and "in" may become "incorrect". The decoder,
made to go on after "in", can only say "correct". But with the prefix it also tells, for each of
its tokens, what it would have said there: where that begins like the word and is longer, the text
goes on from before the word, and what is promised still stands, for it only grows.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["kept_tokens", "last_word"]


def last_word(prefix: Sequence[int], tokenizer: Any) -> list[int]:
    """Tokens of the last word of a prefix; none where words are written without spaces."""
    if not prefix:
        return []
    texts, spans = tokenizer.split_to_word_tokens(list(prefix))
    last: list[int] = spans[-1]
    return last if texts[-1].startswith(" ") else []


def kept_tokens(
    word: Sequence[int], logits: NDArray[np.float32], may: NDArray[np.bool_], tokenizer: Any
) -> int:
    """How many of the word's tokens a longer word begins with; all of them where none is likelier.

    `logits` is float32[tokens, vocabulary]: what the decoder would have said instead of each. `may`
    is bool[vocabulary]: what can be said at all.
    """
    for place, token in enumerate(word):
        instead = int(np.where(may, logits[place], -np.inf).argmax())
        if instead == token:
            continue
        rest, longer = tokenizer.decode(list(word[place:])), tokenizer.decode([instead])
        return place if longer.startswith(rest) and longer[len(rest) :][:1].isalpha() else len(word)
    return len(word)
