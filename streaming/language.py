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
ENOUGH_S = 1.5
"""Speech that a whole vote takes; less counts for less."""
MOST = 4.5
"""Log odds that older evidence can have: another person may be speaking. Measured on prompts of
1 to 3 s with Whisper base: what it detects wrongly has log odds of 1.8 at most, and French, Italian
and Russian are detected rightly with 3.5 and more."""
AGAIN_S = 1.0
"""Speech after which it is detected again where the last detection was not believed."""

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
    """Weighs what the recognizer detected in each segment; `fixed` switches all of it off.

    A segment begins in the language believed in, and that is looked into once enough of it was
    heard: less than a sentence is often taken for another language.
    """

    def __init__(self, fixed: str | None = None) -> None:
        self._fixed = fixed
        self._evidence: dict[str, float] = {}
        self._segment: dict[str, float] = {}
        self._segment_id: int | None = None
        self._detected_s = 0.0
        self._overruled_s: float | None = None

    @property
    def language(self) -> str | None:
        """The language believed in, or None while nothing is known."""
        if self._fixed is not None:
            return self._fixed
        totals = self._totals()
        return max(totals, key=totals.__getitem__) if totals else None

    def to_ask(self, segment_id: int, heard_s: float) -> str | None:
        """Language for the next window of a segment, of which `heard_s` were heard by then.

        None asks the recognizer to detect it. With a new segment, what the last one showed becomes
        older evidence.
        """
        if self._fixed is not None:
            return self._fixed
        if segment_id != self._segment_id:
            self._begin(segment_id)
        if self._overruled_s is not None and heard_s < self._overruled_s + AGAIN_S:
            return self.language
        totals = sorted(self._totals().values(), reverse=True)
        lead = totals[0] - (totals[1] if len(totals) > 1 else 0.0) if totals else 0.0
        is_looked_into = heard_s < ENOUGH_S or self._detected_s >= ENOUGH_S
        return self.language if lead >= CERTAIN and is_looked_into else None

    def observe(self, language: str, probability: float, heard_s: float) -> bool:
        """The recognizer detected a language in the first `heard_s` seconds of the segment.

        Whether that is believed: if not, what it heard in it is not to be used.
        """
        odds = math.log(max(probability, 1e-3) / max(1 - probability, 1e-3))
        self._segment = {language: max(0.0, odds) * min(1.0, heard_s / ENOUGH_S)}
        self._detected_s = heard_s
        is_believed = self.language == language
        self._overruled_s = None if is_believed else heard_s
        return is_believed

    def _begin(self, segment_id: int) -> None:
        totals = self._totals()
        self._evidence = {code: FADE * min(weight, MOST) for code, weight in totals.items()}
        self._segment = {}
        self._segment_id = segment_id
        self._detected_s = 0.0
        self._overruled_s = None

    def _totals(self) -> dict[str, float]:
        totals = dict(self._evidence)
        for code, weight in self._segment.items():
            totals[code] = totals.get(code, 0.0) + weight
        return totals
