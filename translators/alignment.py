"""From a decoder's alignment of tokens to frames, words with times."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from translators.recognize import Window, Word

__all__ = ["aligned_words", "split_words"]

SECONDS_PER_POSITION = 0.02
"""One position of Whisper's encoder."""
OPENING = "\"'“¿([{-«"
CLOSING = "\"'.。,，!！?？:：”)]}、»…"


def split_words(tokens: Sequence[int], begun: str, tokenizer: Any) -> tuple[list[str], list[int]]:
    """Words of a text and how many tokens each has; the first without what was `begun` of it.

    `tokenizer` is a `faster_whisper.tokenizer.Tokenizer`.
    """
    texts, spans = tokenizer.split_to_word_tokens(list(tokens))
    return [texts[0][len(begun) :], *texts[1:]], [len(span) for span in spans]


def aligned_words(
    texts: Sequence[str],
    lengths: Sequence[int],
    alignment: Any,
    skipped: int,
    window: Window,
    *,
    attends: bool = False,
) -> tuple[Word, ...]:
    """Words with media times.

    `texts` are the words and `lengths` their tokens; `skipped` tokens of the alignment belong to
    the window's prefix. `alignment` has `alignments`, pairs of (token, encoder position) along a
    monotonic path, and `text_token_probs`, one probability a token. `attends`: each word tells in
    `attended_s` where the last position ends that one of its tokens is aligned to.
    """
    pairs = np.asarray(alignment.alignments)
    first = np.concatenate([[True], np.diff(pairs[:, 0]) > 0])
    starts_s = pairs[first, 1] * SECONDS_PER_POSITION
    read_s = (pairs[np.append(first[1:], True), 1] + 1) * SECONDS_PER_POSITION
    last_s = window.start_s + len(window.samples) / 16_000
    floor_s = window.prefix[-1].end_s if window.prefix else window.start_s
    words: list[Word] = []
    token = skipped
    for text, length in zip(texts, lengths, strict=True):
        end = token + length
        probabilities = alignment.text_token_probs[token:end]
        start_s = min(max(window.start_s + float(starts_s[token]), floor_s), last_s)
        ends = starts_s[end] if end < len(starts_s) else starts_s[-1]
        end_s = min(max(window.start_s + float(ends), start_s), last_s)
        attended_s = window.start_s + float(read_s[end - 1]) if attends else None
        words.append(Word(text, start_s, end_s, float(np.mean(probabilities)), attended_s))
        floor_s = end_s
        token = end
    return _joined(words)


def _joined(words: Sequence[Word]) -> tuple[Word, ...]:
    """Punctuation belongs to its word: an opening mark to the next, a closing one to the last."""
    joined: list[Word] = []
    for word in words:
        last = joined[-1] if joined else None
        if last is not None and _is_only(last.text, OPENING) and last.text.startswith(" "):
            joined[-1] = replace(word, text=last.text + word.text, start_s=last.start_s)
        elif last is not None and _is_only(word.text, CLOSING) and not word.text.startswith(" "):
            joined[-1] = replace(last, text=last.text + word.text)
        else:
            joined.append(word)
    return tuple(joined)


def _is_only(text: str, marks: str) -> bool:
    stripped = text.strip()
    return bool(stripped) and all(character in marks for character in stripped)
