"""Greedy decoding of one window with Whisper, watched by where the decoder looks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

from translators.attention import Attention, Gaze
from translators.backends.whisper_ask import context_of, tokens_for
from translators.backends.whisper_network import Decoding, Step, Tensor, WhisperNetwork
from translators.frontier import FrontierRule, Verdict
from translators.loops import loop_start
from translators.recognize import Window

__all__ = ["GreedyDecoder", "GreedyText"]


@dataclass(slots=True)
class GreedyText:
    """What has been decoded after the prefix."""

    tokens: list[int] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    """One for each token, and one for the end where the decoder came to it."""
    positions: list[int] = field(default_factory=list)
    """The position of the encoder that each token was read from."""
    rows: list[Attention] = field(default_factory=list)
    """The attention of the steps that gave the prefix, each token, and the end."""
    complete: bool = True
    """False where decoding was cut off by its limit, a loop or a rewind."""
    stopped_short: bool = False
    """True where the frontier was the end."""
    no_speech_probability: float = 0.0

    @property
    def average_log_probability(self) -> float:
        """Of the tokens and the end; 0 where there is none."""
        return float(np.mean(self.log_probabilities)) if self.log_probabilities else 0.0

    def cut(self, count: int) -> None:
        """Keep the first `count` tokens."""
        del self.tokens[count:], self.log_probabilities[count:], self.positions[count:]


@dataclass(frozen=True, slots=True, eq=False)
class _Pass:
    """What does not change while a window is decoded."""

    window: Window
    tokenizer: Any
    """A `faster_whisper.tokenizer.Tokenizer` for the window's language and task."""
    prefix: Sequence[int]
    spoken: int
    """Positions that hold the window's sound; zeros may follow."""


class GreedyDecoder:
    """Takes the likeliest token until the end, the frontier, a rewind, a loop or the limit."""

    def __init__(self, network: WhisperNetwork, rule: FrontierRule, eot: int) -> None:
        """`eot` is the token of the end; all above it are no text."""
        self._network = network
        self._rule = rule
        torch: Any = import_module("torch")
        generation = network.model.generation_config
        never = torch.zeros(network.config.vocab_size)
        never[eot + 1 :] = -torch.inf
        never[list(generation.suppress_tokens or ())] = -torch.inf
        never_first = never.clone()
        never_first[list(generation.begin_suppress_tokens or ())] = -torch.inf
        self._never = never.to(network.device)
        self._never_first = never_first.to(network.device)

    def decode(
        self, encoded: Tensor, window: Window, tokenizer: Any, prefix: Sequence[int], spoken: int
    ) -> GreedyText:
        """Decode what `WhisperNetwork.encode` made of the window, after the prefix's tokens."""
        current = _Pass(window, tokenizer, prefix, spoken)
        context = context_of(tokenizer, window)
        before = [tokenizer.sot_prev, *context] if context else []
        start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        prompt = [*before, *start, *prefix]
        decoding = self._network.decoding(encoded)
        first = decoding.feed(prompt, (len(before), -1))
        text = GreedyText()
        text.no_speech_probability = float(first.logits[0].softmax(0)[tokenizer.no_speech])
        text.rows.append(first.attention[:, len(before) + len(start) - 1 :, :spoken])
        room = self._network.config.max_target_positions - len(prompt)
        self._extend(text, current, decoding, first, min(tokens_for(window), room))
        looped = loop_start(text.tokens)
        if looped is not None:
            text.cut(looped)
            text.complete = False
        return text

    def _extend(
        self, text: GreedyText, current: _Pass, decoding: Decoding, step: Step, limit: int
    ) -> None:
        """Token after token; `step` is what the prompt gave."""
        gaze = Gaze()
        for _ in range(limit):
            is_first = not (current.prefix or text.tokens)
            token, log_probability = self._choose(step.logits[-1], is_first=is_first)
            text.log_probabilities.append(log_probability)
            if token == current.tokenizer.eot:
                return
            text.tokens.append(token)
            text.positions.append(gaze.see(step.attention[:, :, : current.spoken]))
            if self._has_stopped(text, current):
                return
            step = decoding.feed([token])
            text.rows.append(step.attention[:, :, : current.spoken])
        text.complete = False

    def _choose(self, logits: Tensor, *, is_first: bool) -> tuple[int, float]:
        """The likeliest token that may be said, and the logarithm of its probability."""
        never = self._never_first if is_first else self._never
        best = (logits + never).log_softmax(0).max(0)
        return int(best.indices), float(best.values)

    def _has_stopped(self, text: GreedyText, current: _Pass) -> bool:
        """Whether the newest token ends decoding; what it spoils is taken away."""
        if current.window.task == "translate":
            # A translation may say first what was heard last.
            return False
        verdict = self._rule.verdict(text.positions, current.spoken)
        if verdict is Verdict.REWOUND:
            text.cut(len(text.tokens) - self._rule.rewind_tokens)
            text.complete = False
            return True
        if verdict is Verdict.AT_FRONTIER and current.window.goes_on:
            # A word of which one token looks over the edge may become a longer one.
            _, spans = current.tokenizer.split_to_word_tokens(text.tokens)
            text.cut(len(text.tokens) - len(spans[-1]))
            text.stopped_short = True
            return True
        return False
