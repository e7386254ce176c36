"""What to show of a sentence that is still being said, from its successive translations.

A draft is the translation of what is settled of the sentence so far. The next words can turn it
around, so only a part of it is shown, and what is shown stays unless the evidence against it is
strong. How much evidence that takes is in `Steadiness`, and depends on what the engine can do.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from translators.translate import TranslatorTraits

__all__ = ["Drafts", "Steadiness", "steadiness"]

Keeps = Callable[[str, str], bool]
"""(shown, candidate) -> whether the candidate has all that matters in what is shown."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """When words of a draft are shown, and when they are taken back."""

    agreeing: int
    """Successive drafts that must begin alike for their common words to be shown."""
    masked: int
    """Last words of what they share that are not shown yet: the next source word moves them."""
    overturning: int
    """Successive drafts that must agree against what is shown for it to be replaced."""
    prefix_bias: float | None = None
    """How strongly the engine is held to what is shown, 0..1; None where it cannot be."""


BY_AGREEMENT = Steadiness(agreeing=2, masked=1, overturning=4)
"""For engines that translate each draft afresh. Over the English prompts, into Portuguese, 0.13 of
the words are taken back (`bench.drafts`); with three drafts for overturning a fifth more."""
BY_PREFIX = Steadiness(agreeing=1, masked=2, overturning=2, prefix_bias=0.5)
"""For engines that can be held to a prefix: that makes successive drafts alike by itself."""


def steadiness(traits: TranslatorTraits) -> Steadiness:
    """The rule for an engine."""
    return BY_PREFIX if traits.forces_prefix else BY_AGREEMENT


class Drafts:
    """The drafts of one sentence."""

    def __init__(self, rule: Steadiness) -> None:
        self._rule = rule
        self._drafts: deque[list[str]] = deque(maxlen=max(rule.agreeing, rule.overturning))
        self._shown: list[str] = []
        self.newest = ("", "")
        """The newest draft: what was translated, and its translation."""

    @property
    def shown(self) -> str:
        """What is shown of the sentence."""
        return " ".join(self._shown)

    def add(self, source: str, draft: str, keeps: Keeps = lambda shown, candidate: True) -> str:
        """Take a draft; what to show now."""
        self.newest = (source, draft)
        self._drafts.append(draft.split())
        agreed = self._agreed(self._rule.agreeing)
        visible = agreed[: max(0, len(agreed) - self._rule.masked)]
        if visible[: len(self._shown)] == self._shown:
            self._shown = visible
        else:
            self._overturn(keeps)
        return self.shown

    def _agreed(self, count: int) -> list[str]:
        """The words that the last `count` drafts begin with alike; none with fewer drafts."""
        if len(self._drafts) < count:
            return []
        return _common(list(self._drafts)[-count:])

    def _overturn(self, keeps: Keeps) -> None:
        """Replace what is shown if enough drafts agree on something else."""
        agreed = self._agreed(self._rule.overturning)
        same = len(_common([agreed, self._shown]))
        if same == len(self._shown) or same == len(agreed):
            return
        visible = agreed[: max(same, len(agreed) - self._rule.masked)]
        if keeps(self.shown, " ".join(visible)):
            self._shown = visible


def _common(texts: Sequence[Sequence[str]]) -> list[str]:
    """The words that all texts begin with."""
    shared: list[str] = []
    for words in zip(*texts, strict=False):
        if any(word != words[0] for word in words):
            break
        shared.append(words[0])
    return shared
