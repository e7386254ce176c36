"""Which language is spoken, learnt over the first sentences; and whether it is the one told."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from translators.recognize import Word

__all__ = ["LanguageDoubt", "LanguageTracker", "NotUnderstood"]

FADE = 0.7
"""How much older evidence weighs when a new segment begins."""
CERTAIN = 2.0
"""Log odds at which the language is taken as known, and no longer asked for."""
ENOUGH_S = 2.0
"""Speech that a whole vote takes; less counts for less."""

UNDERSTOOD = 0.6
"""Mean probability of a segment's words from which the engine understands what it hears. Measured
on prompts of four seconds: Whisper tiny.en has 0.78 and more on English and at most 0.59 on
Spanish, French, Italian and Russian; base has 0.67 and more in the right language, and on average
0.35 to 0.67 in a wrong one."""
ENOUGH_WORDS = 5
ENOUGH_SAID_S = 2.0
DOUBTS = 3
"""Passes in succession that understood little; a final counts as two."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The engine makes little of what is said in the language it was told."""

    language: str
    """ISO 639-1 code."""
    at_s: float


class LanguageDoubt:
    """Notices that another language is spoken than the one that was set; says so once."""

    def __init__(self, language: str | None) -> None:
        """`language` None: it is detected, and there is nothing to doubt."""
        self._language = language
        self._doubts = 0
        self._said = False

    def heard(
        self, words: Sequence[Word], heard_s: float, *, is_final: bool = False
    ) -> NotUnderstood | None:
        """Take the words of a segment as a pass left them, heard up to a media time."""
        is_enough = len(words) >= ENOUGH_WORDS and heard_s - words[0].start_s >= ENOUGH_SAID_S
        if self._language is None or not is_enough:
            return None
        if sum(word.probability for word in words) >= UNDERSTOOD * len(words):
            self._doubts, self._said = 0, False
            return None
        self._doubts += 2 if is_final else 1
        if self._said or self._doubts < DOUBTS:
            return None
        self._said = True
        return NotUnderstood(self._language, heard_s)


class LanguageTracker:
    """Weighs what the recognizer detected in each segment; `fixed` switches all of it off."""

    def __init__(self, fixed: str | None = None) -> None:
        self._fixed = fixed
        self._evidence: dict[str, float] = {}
        self._segment: dict[str, float] = {}

    @property
    def language(self) -> str | None:
        """The language believed in, or None while nothing is known."""
        if self._fixed is not None:
            return self._fixed
        totals = self._totals()
        return max(totals, key=totals.__getitem__) if totals else None

    def to_ask(self, heard_s: float) -> str | None:
        """Language for the next window: None asks the recognizer to detect it.

        A segment is asked anew until enough of it was heard, however sure we were before:
        another person may be speaking.
        """
        if self._fixed is not None:
            return self._fixed
        totals = sorted(self._totals().values(), reverse=True)
        lead = totals[0] - (totals[1] if len(totals) > 1 else 0.0) if totals else 0.0
        return self.language if lead >= CERTAIN and heard_s >= ENOUGH_S else None

    def observe(self, language: str, probability: float, heard_s: float) -> None:
        """The recognizer detected a language in the first `heard_s` seconds of this segment."""
        odds = math.log(max(probability, 1e-3) / max(1 - probability, 1e-3))
        self._segment = {language: max(0.0, odds) * min(1.0, heard_s / ENOUGH_S)}

    def begin_segment(self) -> None:
        """A new segment begins: what the last one showed becomes older evidence."""
        self._evidence = self._totals()
        for code in self._evidence:
            self._evidence[code] *= FADE
        self._segment = {}

    def _totals(self) -> dict[str, float]:
        totals = dict(self._evidence)
        for code, weight in self._segment.items():
            totals[code] = totals.get(code, 0.0) + weight
        return totals
