"""Is what a microphone gives only our own voice, back from a loudspeaker? Sans-I/O.

Browsers cancel echoes, mostly. What gets through is translated speech that was just played to the
same person: the same words, in the same order, in the language it was spoken in. Only that is
dropped, and never a short remark, which people do repeat.
"""

import re
from collections import deque
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["EchoGuard"]

_FADES_S = 8.0
"""How long after it was heard speech can still come back: its length is not known exactly."""
_LEAST_WORDS = 4
_ALIKE = 0.75
"""Share of the words that must be the same. Recognizing played speech again costs up to a fifth of
its words (`bench.echo`)."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Played:
    words: tuple[str, ...]
    until_s: float


class EchoGuard:
    """Remembers what was played to one person. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._played: dict[str, deque[_Played]] = {}

    def played(self, text: str, language: str, until_s: float) -> None:
        """Speech is being played, and ends about then."""
        waiting = self._played.setdefault(language, deque(maxlen=32))
        waiting.append(_Played(_words(text), until_s))

    def is_echo(self, text: str, language: str, now_s: float) -> bool:
        """Whether a text that the person's microphone gave was played to them just now."""
        said = _words(text)
        played = self._recent(language, now_s)
        if len(said) < _LEAST_WORDS or not played:
            return False
        blocks = SequenceMatcher(None, played, said, autojunk=False).get_matching_blocks()
        return sum(block.size for block in blocks) >= _ALIKE * len(said)

    def _recent(self, language: str, now_s: float) -> list[str]:
        waiting = self._played.get(language, deque())
        while waiting and now_s - waiting[0].until_s > _FADES_S:
            waiting.popleft()
        return [word for played in waiting for word in played.words]


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
