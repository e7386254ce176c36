"""Whether words in the microphone are what a loudspeaker has just said.

Sans-I/O. Nothing takes our own voice out of the sound; so what comes back like our own last words
is taken out of the text. What somebody says after them stays.
"""

import re
from collections import deque
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import inf

__all__ = ["OwnWords"]

LATE_S = 1.5
"""So long after it was said, sound may still be on its way through loudspeaker and microphone."""
LIKE = 0.6
"""Share of heard words that must be our own, for a recognizer mishears some of them."""
KEPT = 8


@dataclass(slots=True)
class _Saying:
    words: list[str]
    began_s: float
    ended_s: float = inf


class OwnWords:
    """What was said lately, and when. All times are on one clock of the caller's."""

    def __init__(self) -> None:
        self._lately: deque[_Saying] = deque(maxlen=KEPT)

    def said(self, text: str, now_s: float) -> None:
        """It begins to be said."""
        self._lately.append(_Saying(_plain(text.split()), now_s))

    def silent(self, now_s: float) -> None:
        """It was said to its end, or cut off."""
        if self._lately:
            self._lately[-1].ended_s = min(self._lately[-1].ended_s, now_s)

    def without(self, text: str, began_s: float, now_s: float) -> str:
        """A text that was heard from `began_s` until now, without our own words at its start."""
        own = [
            word
            for saying in self._lately
            if saying.began_s <= now_s and saying.ended_s + LATE_S >= began_s
            for word in saying.words
        ]
        heard = text.split()
        return " ".join(heard[_own_length(own, _plain(heard)) :])


def _plain(words: list[str]) -> list[str]:
    return [re.sub(r"\W", "", word.casefold()) for word in words]


def _own_length(own: list[str], heard: list[str]) -> int:
    """How many words from the beginning come from `own`."""
    matcher = SequenceMatcher(None, own, heard, autojunk=False)
    matched = {
        place
        for block in matcher.get_matching_blocks()
        for place in range(block.b, block.b + block.size)
    }
    length = hits = 0
    for place in range(len(heard)):
        hits += place in matched
        if place in matched and hits >= LIKE * (place + 1):
            length = place + 1
    return length
