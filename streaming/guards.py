"""What keeps words that were never said out of the captions.

Whisper's failures on sound without speech are well known: a loop, a polite phrase learnt from
subtitles, or words placed where nothing was voiced. Each has its own test, and all are applied to
a hypothesis before it may settle anything.
"""

from collections.abc import Sequence
from dataclasses import replace

from streaming.sound import VoicedSound
from translators.loops import loop_start
from translators.recognize import Hypothesis, Word

__all__ = ["guarded"]

NO_SPEECH = 0.6
UNSURE = -1.0
"""Mean log probability below which a window that may hold no speech is taken for silence."""
REACH_S = 0.3
"""Word times are this uncertain."""


def guarded(hypothesis: Hypothesis, voice: VoicedSound, voiced_bar: float) -> Hypothesis:
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


def _voiced(words: Sequence[Word], voice: VoicedSound, bar: float) -> tuple[Word, ...]:
    """Words up to the last one that has voice under it: what an engine adds, it adds at the end."""
    count = len(words)
    while (
        count
        and voice.peak(words[count - 1].start_s - REACH_S, words[count - 1].end_s + REACH_S) < bar
    ):
        count -= 1
    return tuple(words[:count])
