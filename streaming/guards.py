"""What keeps words that were never said out of the captions.

Whisper's failures on sound without speech are well known: a loop, a polite phrase learnt from
subtitles, or words placed where nothing was voiced. Each has its own test, and all are applied to
a hypothesis before it may settle anything.
"""

from collections.abc import Sequence
from dataclasses import replace

from streaming.agreement import core
from streaming.sound import VoicedSound
from translators.loops import loop_start
from translators.recognize import Hypothesis, Word

__all__ = ["guarded"]

NO_SPEECH = 0.6
UNSURE = -1.0
"""Mean log probability below which a window that may hold no speech is taken for silence."""
REACH_S = 0.3
"""Word times are this uncertain."""
CROWD = 4
"""Words at least that have no room at the end of a hypothesis, for them to be taken out."""
CROWDED_LETTER_S = 0.015
"""Nobody speaks faster for longer than a word or two. What does goes, so this is less than a word
may have that `agreement` doubts; and marks count, for one that stands alone must not part a crowd.
"""
REPEATED = 2
"""Words at least that are said twice in a row, for one time to be doubted."""
REPEATED_LETTER_S = 0.03
"""Nobody repeats that fast what they have just said."""


def guarded(
    hypothesis: Hypothesis,
    voice: VoicedSound,
    voiced_bar: float,
    before: Sequence[Word] = (),
) -> Hypothesis:
    """The hypothesis without what was not said; `before` are the words that it goes on from."""
    if hypothesis.no_speech_probability > NO_SPEECH and (
        hypothesis.average_log_probability < UNSURE
    ):
        return replace(hypothesis, words=())
    words = _unrepeated(before, _uncrowded(_unlooped(hypothesis.words)))
    words = _voiced(words, voice, voiced_bar)
    return replace(hypothesis, words=words, settled=min(hypothesis.settled, len(words)))


def _unlooped(words: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(words[: loop_start([word.text.strip().casefold() for word in words])])


def _uncrowded(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Words up to those that are crowded into the end, where there is no time to say them.

    A decoder that goes on after the speech is over often says again what was said before; the
    alignment then finds no sound for it and puts all of it in one place.
    """
    # The last word may reach on to the end of the sound.
    first = max(0, len(words) - 1)
    while first and _has_no_room(words[first - 1 : first]) and _has_no_room(words[first - 1 :]):
        first -= 1
    return words[:first] if len(words) - first >= CROWD else words


def _unrepeated(before: Sequence[Word], words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Words without those that a decoder says a second time, where there is no time for it.

    It often begins a sentence anew while the end of it is still being said. The alignment then
    gives one of the two times its sound, whichever, and squeezes the other.
    """
    place = _repetition(before, words)
    return words if place is None else (*words[: place.start], *words[place.stop :])


def _repetition(before: Sequence[Word], words: Sequence[Word]) -> slice | None:
    """The words to take out; those with the least time, for the text is the same with any."""
    said = [core(word.text) for word in (*before, *words)]
    known = len(before)
    for second in range(known, len(said)):
        for count in range(REPEATED, min(second, len(said) - second) + 1):
            if said[second - count : second] != said[second : second + count]:
                continue
            first = max(0, second - known - count)
            twice = [words[at : at + count] for at in range(first, second - known + 1)]
            at, least = min(enumerate(twice, first), key=lambda each: _lasts_s(each[1]))
            if _lasts_s(least) < REPEATED_LETTER_S * _letters(least):
                return slice(at, at + count)
    return None


def _letters(words: Sequence[Word]) -> int:
    return sum(len(word.text.strip()) for word in words)


def _lasts_s(words: Sequence[Word]) -> float:
    return words[-1].end_s - words[0].start_s


def _has_no_room(words: Sequence[Word]) -> bool:
    return _lasts_s(words) < CROWDED_LETTER_S * _letters(words)


def _voiced(words: Sequence[Word], voice: VoicedSound, bar: float) -> tuple[Word, ...]:
    """Words up to the last one that has voice under it: what an engine adds, it adds at the end."""
    count = len(words)
    while (
        count
        and voice.peak(words[count - 1].start_s - REACH_S, words[count - 1].end_s + REACH_S) < bar
    ):
        count -= 1
    return tuple(words[:count])
