"""When to stop decoding by where the decoder looks: the rule of AlignAtt, and a guard.

A token that is read from the last moments of the sound is read from a word that may not be over:
the decoder has come to the frontier, and what it says from there on is a guess. A decoder that
looks far back, and goes on there, has begun to repeat itself.

One token alone may look anywhere, ahead as well as back. Measured with tiny.en over 30 s, on 60
windows of one prompt and of several: in two of them one token looked far ahead, and when that
counted as the place that was reached, those after it seemed to look back and ended the pass in
the middle of the speech.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

__all__ = ["FrontierRule", "Verdict"]


GLANCES = 2
"""So many tokens must have been somewhere before the decoder is taken to have got there."""


class Verdict(Enum):
    """What to do after a token."""

    GO_ON = "go on"
    AT_FRONTIER = "at the frontier"
    """Leave this token out and stop."""
    REWOUND = "rewound"
    """Leave the last `rewind_tokens` tokens out and stop."""


@dataclass(frozen=True, slots=True)
class FrontierRule:
    """Distances are positions of the encoder, 20 ms each."""

    frontier: int = 25
    """A token that looks closer than this to the end of the speech ends decoding; 0 turns it off.
    """
    rewind: int = 200
    """Looking back further than this from where two tokens were is a rewind; 0 turns it off."""
    rewind_tokens: int = 4
    """So many tokens in succession must do so: marks often look back alone."""

    def verdict(self, positions: Sequence[int], spoken: int) -> Verdict:
        """After the newest token. `positions` are those that each token so far looked at most.

        `spoken` is the number of positions that hold speech; zeros may follow it.
        """
        if not positions:
            return Verdict.GO_ON
        if self._has_rewound(positions):
            return Verdict.REWOUND
        if self.frontier and positions[-1] >= spoken - self.frontier:
            return Verdict.AT_FRONTIER
        return Verdict.GO_ON

    def _has_rewound(self, positions: Sequence[int]) -> bool:
        before, latest = positions[: -self.rewind_tokens], positions[-self.rewind_tokens :]
        if not self.rewind or len(before) < GLANCES:
            return False
        return max(latest) < sorted(before)[-GLANCES] - self.rewind
