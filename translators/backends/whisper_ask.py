"""A window as Whisper's decoder is asked about it, and which windows can share a pass."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audio_io.chunk import SAMPLE_RATE_HZ
from configs.errors import EngineError, UnsupportedLanguage
from translators.backends.whisper_sound import WINDOW_S, Features
from translators.recognize import RecognizerTraits, Window

__all__ = ["Ask", "alike", "check_window", "context_of", "max_length", "prompts", "tokens_for"]

TOKENS_PER_SECOND = 10.0
"""More than anybody speaks: fast English is about five tokens a second."""
SPARE_TOKENS = 8
MAX_TOKENS = 448
"""What the decoder has room for, the text before the window included."""
PROMPT_TOKENS = 120
PROMPT_GRAIN = 16
"""Texts before the window whose lengths differ by less are cut to the shortest to share a pass."""


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """A window, ready for the encoder."""

    window: Window
    features: Features
    language: str | None
    """ISO 639-1 code; None has it detected."""
    prefix: tuple[int, ...]
    """Tokens of the window's forced words."""
    context: tuple[int, ...]
    """Tokens of what was said before the window."""
    encoded_s: float
    """How long the encoder's input is, zeros included."""

    @property
    def kind(self) -> Hashable:
        """Asks of one kind may share a pass. Those whose language is yet to be found go alone."""
        alone = None if self.language is not None else id(self)
        grain = (bool(self.context), len(self.context) // PROMPT_GRAIN)
        return (self.window.task, self.language, alone, self.encoded_s, bool(self.prefix), grain)

    @property
    def tokens(self) -> int:
        """The most tokens that its answer may have, the prefix included."""
        return min(len(self.prefix) + tokens_for(self.window), MAX_TOKENS // 2)

    def over_all(self) -> "Ask":
        """The same over as much sound as Whisper was trained on."""
        return replace(self, encoded_s=WINDOW_S)


def check_window(window: Window, traits: RecognizerTraits) -> None:
    """Raises `EngineError` for more sound than Whisper takes, `UnsupportedLanguage`."""
    seconds = len(window.samples) / SAMPLE_RATE_HZ
    if seconds > WINDOW_S:
        raise EngineError(f"a window of {seconds:.1f} s is longer than Whisper's {WINDOW_S} s")
    if window.language is not None and window.language not in traits.languages:
        raise UnsupportedLanguage(traits.name, window.language, traits.languages)


def context_of(tokenizer: Any, window: Window) -> tuple[int, ...]:
    """The last tokens of the hotwords and of what was said before the window, if anything was."""
    said = " ".join(part for part in (window.hotwords.strip(), window.prompt.strip()) if part)
    return tuple(tokenizer.encode(" " + said)[-PROMPT_TOKENS:]) if said else ()


def tokens_for(window: Window) -> int:
    """More tokens than anybody says in the sound after the window's prefix."""
    seconds = len(window.samples) / SAMPLE_RATE_HZ
    if window.prefix:
        seconds -= window.prefix[-1].end_s - window.start_s
    return int(max(0.0, seconds) * TOKENS_PER_SECOND) + SPARE_TOKENS


def alike(asks: Sequence[Ask]) -> list[list[int]]:
    """Places of the asks that may share a pass, group by group."""
    groups: dict[Hashable, list[int]] = {}
    for place, ask in enumerate(asks):
        groups.setdefault(ask.kind, []).append(place)
    return list(groups.values())


def prompts(tokenizer: Any, asks: Sequence[Ask]) -> list[list[int]]:
    """What the decoder goes on from, for asks of one kind.

    CTranslate2 wants what precedes the start of the transcript to be equally long in a batch.
    """
    kept = min(len(ask.context) for ask in asks)
    begin = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    before = [ask.context[len(ask.context) - kept :] for ask in asks]
    return [
        [*([tokenizer.sot_prev] if kept else []), *context, *begin, *ask.prefix]
        for context, ask in zip(before, asks, strict=True)
    ]


def max_length(asks: Sequence[Ask], prompt: Sequence[int]) -> int:
    """CTranslate2's `max_length` that lets each of the asks have its tokens.

    It takes the smaller of half of it, and what it leaves after the prompt; the prefix counts
    as answer.
    """
    start = len(prompt) - len(asks[0].prefix)
    wanted = max(ask.tokens for ask in asks)
    return min(max(2 * wanted, start + wanted), MAX_TOKENS)
