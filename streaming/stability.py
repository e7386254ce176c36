"""How likely a word of a hypothesis is to stay, from what is known when it comes.

A logistic regression over what predicts it. The weights were fitted to eight thousand words that
Whisper tiny.en gave in passes over growing windows of recorded speech with noise, against the
words that were still there when their segments were over. What they say is what one would guess: an
earlier hypothesis with the word in the same place counts most, then what the engine itself
believes; a word that turns up late, a number, or a word squeezed into no time is to be doubted.
"""

import math
from dataclasses import dataclass

__all__ = ["WITNESSES", "Evidence", "stability"]

BASE = 0.85
PER_LOGIT = 0.5
"""For the log odds of the engine's own probability, which is cut at 0.02 and 0.99."""
WITNESSES = (0.0, 1.4, 2.15, 3.15, 3.6, 4.0, 4.5, 5.0, 6.0)
"""For none, one, two ... earlier hypotheses that have the word, less those that have not. Enough of
them settle any word: nothing that was said later could be settled before it."""
FOLLOWED = 0.2
PER_SETTLING_S = 1.5
"""For the first fifth of a second after the word: by then it has its whole sound."""
SETTLING_S = 0.2
PER_LATE_S = -0.7
"""For each second after that, up to one: sure words were there before."""
NUMBER = -0.5
SQUEEZED = -1.2
READ = 1.5
"""For a word that the decoder read from sound well before the end of the window (attention). Set by
hand, by what came of it: whisper tiny.en settles as well with 2.5 and sooner, base, which looks
back earlier than it should, then settles a sixth more wrong words in Spanish.
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a word."""

    probability: float
    """0..1, the engine's."""
    witnesses: int
    """Hypotheses before this one that have the same word in the same place; one that has another
    takes one away, and older ones are not asked where they would only count against the word."""
    is_followed: bool
    """Another word comes after it."""
    behind_s: float
    """Sound after its end that the hypothesis heard."""
    is_number: bool = False
    is_squeezed: bool = False
    """It is said faster than anybody speaks."""
    is_read: bool = False
    """The engine shows that it was read from sound well before the end."""


def stability(evidence: Evidence) -> float:
    """The probability, 0..1, that the word is still there at the end."""
    believed = min(max(evidence.probability, 0.02), 0.99)
    behind_s = max(0.0, evidence.behind_s)
    logit = (
        BASE
        + PER_LOGIT * math.log(believed / (1 - believed))
        + WITNESSES[min(evidence.witnesses, len(WITNESSES) - 1)]
        + FOLLOWED * evidence.is_followed
        + PER_SETTLING_S * min(behind_s, SETTLING_S)
        + PER_LATE_S * min(max(behind_s - SETTLING_S, 0.0), 1 - SETTLING_S)
        + NUMBER * evidence.is_number
        + SQUEEZED * evidence.is_squeezed
        + READ * evidence.is_read
    )
    return 1 / (1 + math.exp(-logit))
