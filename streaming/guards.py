"""What keeps words that were never said out of the captions.

Whisper's failures on sound without speech are well known: a loop, a polite phrase learnt from
subtitles, or words placed where nothing was voiced. Each has its own test, and all are applied to
a hypothesis before it may settle anything.
"""

from collections.abc import Sequence
from dataclasses import replace

from translators.loops import loop_start
from translators.recognize import Hypothesis, Word

__all__ = ["VoiceTrack", "guarded"]

NO_SPEECH = 0.6
UNSURE = -1.0
"""Mean log probability below which a window that may hold no speech is taken for silence."""
SPOKEN = 0.5
"""Voice probability from which somebody speaks."""
REACH_S = 0.3
"""Word times are this uncertain."""


class VoiceTrack:
    """Voice probabilities over a segment."""

    def __init__(self) -> None:
        self._spans: list[tuple[float, float, float]] = []

    def add(self, start_s: float, end_s: float, probability: float) -> None:
        """Note the voice probability of the sound between two media times."""
        self._spans.append((start_s, end_s, probability))

    def voiced_s(self, start_s: float, end_s: float) -> float:
        """Seconds of voice between two media times."""
        return sum(
            min(b, end_s) - max(a, start_s)
            for a, b, p in self._spans
            if a < end_s and b > start_s and p >= SPOKEN
        )

    def peak(self, start_s: float, end_s: float) -> float:
        """Highest voice probability between two media times; 0 where nothing was heard."""
        return max((p for a, b, p in self._spans if a < end_s and b > start_s), default=0.0)


def guarded(hypothesis: Hypothesis, voice: VoiceTrack, voiced_bar: float) -> Hypothesis:
    """The hypothesis without what was not said."""
    if hypothesis.no_speech_probability > NO_SPEECH and (
        hypothesis.average_log_probability < UNSURE
    ):
        return replace(hypothesis, words=())
    words = _unlooped(hypothesis.words)
    words = _voiced(words, voice, voiced_bar)
    return replace(hypothesis, words=words, settled=min(hypothesis.settled, len(words)))


def _unlooped(words: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(words[: loop_start([word.text.strip().casefold() for word in words])])


def _voiced(words: Sequence[Word], voice: VoiceTrack, bar: float) -> tuple[Word, ...]:
    """Words up to the last one that has voice under it: what an engine adds, it adds at the end."""
    count = len(words)
    while (
        count
        and voice.peak(words[count - 1].start_s - REACH_S, words[count - 1].end_s + REACH_S) < bar
    ):
        count -= 1
    return tuple(words[:count])
