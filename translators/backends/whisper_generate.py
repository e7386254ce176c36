"""Windows encoded and decoded by CTranslate2."""

from collections.abc import Sequence
from threading import Lock
from typing import Any

from translators.backends.whisper_ask import Ask, max_length, prompts
from translators.backends.whisper_decoded import Decoded
from translators.backends.whisper_sound import padded
from translators.loops import loop_start

__all__ = ["CTranslate2Whisper"]

TRANSLATING_BEAM = 5


class CTranslate2Whisper:
    """A `WhisperEngine` whose weights are in memory from the first window on."""

    def __init__(self, whisper: Any, beam_size: int) -> None:
        """`whisper` is a `faster_whisper.WhisperModel`."""
        self._whisper = whisper
        self._beam_size = beam_size
        self._loading = Lock()

    def encode(self, asks: Sequence[Ask]) -> Any:
        """What the encoder makes of asks of one kind."""
        with self._loading:
            if not self._whisper.model.model_is_loaded:
                self._whisper.model.load_model()
        return self._whisper.encode(padded([ask.features for ask in asks], asks[0].encoded_s))

    def languages(self, encoded: Any) -> dict[str, float]:
        """Probability by language, of the first ask that was encoded."""
        ranked = self._whisper.model.detect_language(encoded)[0]
        return {token[2:-2]: float(probability) for token, probability in ranked}

    def texts(self, asks: Sequence[Ask], encoded: Any, tokenizer: Any) -> list[Decoded]:
        """The text of each, in one go."""
        model = self._whisper.model
        is_translated = asks[0].window.task == "translate"
        given = prompts(tokenizer, asks)
        results = model.generate(
            encoded,
            given,
            beam_size=TRANSLATING_BEAM if is_translated else self._beam_size,
            max_length=max_length(asks, given[0]),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=not asks[0].prefix,
        )
        pairs = zip(asks, results, strict=True)
        found = [_found(ask, result, tokenizer.eot) for ask, result in pairs]
        times = _times(model, encoded, asks, tokenizer, [tokens for tokens, _ in found])
        return [
            Decoded(
                tokens,
                ask.prefix,
                when,
                float(result.scores[0]),
                float(result.no_speech_prob),
                complete,
            )
            for ask, (tokens, complete), when, result in zip(
                asks, found, times, results, strict=True
            )
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
