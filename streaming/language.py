"""Which language is spoken, learnt over the first sentences."""

import math

__all__ = ["LanguageTracker"]

FADE = 0.7
"""How much older evidence weighs when a new segment begins."""
CERTAIN = 2.0
"""Log odds at which the language is taken as known, and no longer asked for."""
ENOUGH_S = 2.0
"""Speech that a whole vote takes; less counts for less."""


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
