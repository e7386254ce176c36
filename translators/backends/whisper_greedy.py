"""Greedy decoding of one window with Whisper, watched by where the decoder looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from translators.attention import Attention, Gaze, TokenTimes, token_times
from translators.backends.whisper_ask import context_of, tokens_for
from translators.backends.whisper_decoding import Decoding, DecodingNetwork, Step
from translators.backends.whisper_growth import kept_tokens, last_word
from translators.frontier import FrontierRule, Verdict
from translators.loops import loop_start
from translators.recognize import Window

__all__ = ["GreedyDecoder", "GreedyText"]

LARGEST_EXPONENT = np.float32(60)
"""What is likelier than that is certain; numbers of 32 bits end soon after."""


@dataclass(slots=True)
class GreedyText:
    """What has been decoded after the prefix."""

    tokens: list[int] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    """One for each token, and one for the end where the decoder came to it."""
    probabilities: list[float] = field(default_factory=list)
    """Of each token among those of text: whether it is the right one if anything more was said."""
    positions: list[int] = field(default_factory=list)
    """The position of the encoder that each token was read from; none without a rule."""
    rows: list[Attention] = field(default_factory=list)
    """The attention of the steps that gave the prefix, each token, and the end."""
    complete: bool = True
    """False where decoding was cut off by its limit, a loop or a rewind."""
    stopped_short: bool = False
    """True where the frontier was the end."""
    no_speech_probability: float = 0.0
    prefix: Sequence[int] = ()
    """Tokens that it goes on from: without the end of the last word where that became longer."""
    begun: str = ""
    """What the prefix lacks of that word; the text begins with it."""

    @property
    def average_log_probability(self) -> float:
        """Of the tokens and the end; 0 where there is none."""
        return float(np.mean(self.log_probabilities)) if self.log_probabilities else 0.0

    @property
    def looks(self) -> Attention:
        """The attention of the tokens of prefix and text.

        One row more than tokens, where there is one: it tells where the last word ends.
        """
        count = len(self.prefix) + len(self.tokens) + 1
        return np.concatenate(self.rows, axis=1)[:, :count]

    def times(self) -> TokenTimes:
        """When the tokens of prefix and text were said."""
        rows = self.looks
        # What a row gave to the zeros behind the sound does not make it weaker.
        rows = rows / np.maximum(rows.sum(axis=-1, keepdims=True), np.float32(1e-6))
        return token_times(rows, [*[1.0] * len(self.prefix), *self.probabilities])

    def cut(self, count: int) -> None:
        """Keep the first `count` tokens."""
        for each in (self.tokens, self.log_probabilities, self.probabilities, self.positions):
            del each[count:]


@dataclass(frozen=True, slots=True, eq=False)
class _Pass:
    """What does not change while a window is decoded."""

    window: Window
    tokenizer: Any
    """A `faster_whisper.tokenizer.Tokenizer` for the window's language and task."""
    prefix: Sequence[int]
    spoken: int
    """Positions that hold the window's sound; zeros may follow."""


@dataclass(frozen=True, slots=True, eq=False)
class _Start:
    """A text whose prompt the decoder has read."""

    decoding: Decoding
    step: Step
    """Logits for whether anybody speaks, for what could stand in the place of each of the prefix's
    last tokens, and for what follows the prefix."""
    before: int
    """Tokens before the prefix."""


class GreedyDecoder:
    """Takes the likeliest token until the end, the frontier, a rewind, a loop or the limit."""

    def __init__(self, network: DecodingNetwork, eot: int, rule: FrontierRule | None) -> None:
        """`eot` is the token of the end; all above it are no text."""
        self._network = network
        self._rule = rule
        self._eot = eot
        self._may = np.ones(network.words, dtype=np.bool_)
        self._may[eot + 1 :] = False
        self._may[list(network.suppressed)] = False
        self._may_first = self._may.copy()
        self._may_first[list(network.suppressed_first)] = False

    def decode(
        self, encoded: Any, window: Window, tokenizer: Any, prefix: Sequence[int], spoken: int
    ) -> GreedyText:
        """Decode what the encoder made of the window, after the prefix's tokens.

        Where the last word of the prefix turns out to be the beginning of a longer one, the text
        begins with that (see `GreedyText.begun`).
        """
        last = last_word(prefix, tokenizer)
        current = _Pass(window, tokenizer, tuple(prefix), spoken)
        start = self._start(encoded, current, len(last))
        kept = kept_tokens(last, start.step.logits[1:-1], self._may, tokenizer)
        if kept < len(last):
            known = len(prefix) - len(last) + kept
            current = _Pass(window, tokenizer, tuple(prefix[:known]), spoken)
            start = self._start(encoded, current, 0)
        no_speech = _shares(start.step.logits[0], tokenizer.no_speech)
        text = GreedyText(
            no_speech_probability=1 / float(no_speech.sum()),
            rows=[start.step.attention[:, start.before - 1 :, :spoken]],
            prefix=current.prefix,
            begun=tokenizer.decode(last[kept:]),
        )
        room = self._network.room - start.before - len(current.prefix)
        self._extend(text, current, start, min(tokens_for(window), room))
        looped = loop_start(text.tokens)
        if looped is not None:
            text.cut(looped)
            text.complete = False
        return text

    def languages(self, encoded: Any, sot: int, tokens: Mapping[str, int]) -> dict[str, float]:
        """Probability by language of what the encoder made of a window.

        `sot` is the token of the start, `tokens` has one for each language.
        """
        logits = self._network.decoding(encoded).feed([sot]).logits[0]
        share = np.exp(logits[list(tokens.values())] - logits.max())
        return dict(zip(tokens, (share / share.sum()).tolist(), strict=True))

    def _start(self, encoded: Any, current: _Pass, last: int) -> _Start:
        """Feed the prompt, of which the last tokens are asked what could stand in their place."""
        tokenizer = current.tokenizer
        context = context_of(tokenizer, current.window)
        before = [tokenizer.sot_prev, *context] if context else []
        marks = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        decoding = self._network.decoding(encoded)
        wanted = (len(before), *range(-1 - last, 0))
        step = decoding.feed([*before, *marks, *current.prefix], wanted)
        return _Start(decoding, step, len(before) + len(marks))

    def _extend(self, text: GreedyText, current: _Pass, start: _Start, limit: int) -> None:
        """Token after token."""
        decoding, step = start.decoding, start.step
        gaze = Gaze()
        for _ in range(limit):
            is_first = not (current.prefix or text.tokens)
            may = self._may_first if is_first else self._may
            token = int(np.where(may, step.logits[-1], -np.inf).argmax())
            shares = _shares(step.logits[-1], token)
            text.log_probabilities.append(-float(np.log(shares.sum(where=may))))
            if token == self._eot:
                return
            text.tokens.append(token)
            text.probabilities.append(1 / float(shares[: self._eot].sum()))
            if self._rule is not None:
                text.positions.append(gaze.see(step.attention[:, :, : current.spoken]))
                if self._has_stopped(text, current, self._rule):
                    return
            step = decoding.feed([token])
            text.rows.append(step.attention[:, :, : current.spoken])
        text.complete = False

    def _has_stopped(self, text: GreedyText, current: _Pass, rule: FrontierRule) -> bool:
        """Whether the newest token ends decoding; what it spoils is taken away."""
        if current.window.task == "translate":
            # A translation may say first what was heard last.
            return False
        verdict = rule.verdict(text.positions, current.spoken)
        if verdict is Verdict.REWOUND:
            text.cut(len(text.tokens) - rule.rewind_tokens)
            text.complete = False
            return True
        if verdict is Verdict.AT_FRONTIER and current.window.goes_on:
            # A word of which one token looks over the edge may become a longer one.
            _, spans = current.tokenizer.split_to_word_tokens(text.tokens)
            text.cut(len(text.tokens) - len(spans[-1]))
            text.stopped_short = True
            return True
        return False


def _shares(logits: NDArray[np.float32], token: int) -> NDArray[np.float32]:
    """How many times likelier than `token` each token is."""
    shares: NDArray[np.float32] = np.exp(np.minimum(logits - logits[token], LARGEST_EXPONENT))
    return shares
