"""The texts of encoded windows: by CTranslate2, or greedily by a decoder of our own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from translators.backends.whisper_ask import Ask, max_length, prompts
from translators.backends.whisper_greedy import GreedyDecoder
from translators.loops import loop_start

__all__ = ["Decoded", "decode_greedily", "generate"]


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """What a decoder made of a window."""

    tokens: Sequence[int]
    """After the prefix, up to a loop."""
    times: Any
    """As `translators.alignment.aligned_words` takes it; None without tokens."""
    average_log_probability: float
    no_speech_probability: float
    complete: bool
    """The decoder stopped by itself."""


def decode_greedily(decoder: GreedyDecoder, ask: Ask, heard: Any, tokenizer: Any) -> Decoded:
    """Decode one window, of whose encoded sound `heard` is float32[positions, width]."""
    spoken = min(ask.features.shape[1] // 2, len(heard))
    text = decoder.decode(heard, ask.window, tokenizer, ask.prefix, spoken)
    return Decoded(
        text.tokens,
        text.times(len(ask.prefix)) if text.tokens else None,
        text.average_log_probability,
        text.no_speech_probability,
        text.complete,
    )


def generate(
    model: Any, encoded: Any, asks: Sequence[Ask], tokenizer: Any, beam_size: int
) -> list[Decoded]:
    """Decode windows of one kind by a `ctranslate2.models.Whisper`, in one go."""
    given = prompts(tokenizer, asks)
    results = model.generate(
        encoded,
        given,
        beam_size=beam_size,
        max_length=max_length(asks, given[0]),
        return_scores=True,
        return_no_speech_prob=True,
        suppress_blank=not asks[0].prefix,
    )
    found = [_found(ask, result, tokenizer.eot) for ask, result in zip(asks, results, strict=True)]
    times = _times(model, encoded, asks, tokenizer, [tokens for tokens, _ in found])
    return [
        Decoded(tokens, when, float(result.scores[0]), float(result.no_speech_prob), complete)
        for (tokens, complete), when, result in zip(found, times, results, strict=True)
    ]


def _times(
    model: Any, encoded: Any, asks: Sequence[Ask], tokenizer: Any, tokens: Sequence[list[int]]
) -> Sequence[Any]:
    """When the tokens of each ask were said, aligned in one go."""
    if not any(tokens):
        return [None] * len(asks)
    texts = [[*ask.prefix, *own] for ask, own in zip(asks, tokens, strict=True)]
    frames = [ask.features.shape[1] for ask in asks]
    times: Sequence[Any] = model.align(encoded, tokenizer.sot_sequence, texts, frames)
    return times


def _found(ask: Ask, result: Any, eot: int) -> tuple[list[int], bool]:
    """The tokens after the prefix up to a loop, and whether the decoder stopped by itself."""
    # The answer repeats the forced prefix, and was given room for the longest of a batch.
    tokens = [token for token in result.sequences_ids[0] if token < eot]
    tokens = tokens[len(ask.prefix) : ask.tokens]
    looped = loop_start(tokens)
    complete = looped is None and len(ask.prefix) + len(tokens) < ask.tokens
    return tokens[:looped], complete
