"""A talk whose words are told apart by their pitch, for sound that no clock can be trusted with.

Over a network and two event loops on a busy machine a word arrives when it arrives: who hears
by the clock then hears other words than were said.
"""

from itertools import groupby

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from tests.fakes import LOUD, PERIOD_S, WORDS, FakeRecognizer, script, talk
from translators.recognize import Hypothesis, Window, Word

LOWEST_HZ = 200.0
STEP_HZ = 100.0
MOST_WORDS = 24
FRAME = SAMPLE_RATE_HZ // 50
AROUND = SAMPLE_RATE_HZ // 20
LEAST_FRAMES = 5
"""Shorter than this is where two words meet."""


def sung(duration_s: float) -> Samples:
    """The talk of the same length, each of its words at a pitch of its own."""
    assert len(script(duration_s)) <= MOST_WORDS
    return talk(duration_s, (LOWEST_HZ + STEP_HZ * place for place in range(MOST_WORDS)))


class PitchRecognizer(FakeRecognizer):
    """Hears which words sound, and when; those it is given as prefix it leaves out."""

    def recognize(self, window: Window) -> Hypothesis:
        super().recognize(window)
        said = script(PERIOD_S * MOST_WORDS / len(WORDS))
        places = [_place(window.samples, at) for at in range(0, len(window.samples), FRAME)]
        words, at = [], 0
        for place, run in groupby(places):
            start_s = window.start_s + at * FRAME / SAMPLE_RATE_HZ
            count = len(list(run))
            at += count
            if place is not None and count >= LEAST_FRAMES:
                end_s = start_s + count * FRAME / SAMPLE_RATE_HZ
                words.append(Word(said[place].text, start_s, end_s, 0.95))
        return Hypothesis(tuple(words[len(window.prefix) :]), window.language or "en")


def _place(samples: Samples, at: int) -> int | None:
    """Which word sounds there, if one does."""
    around = samples[max(at + FRAME // 2 - AROUND // 2, 0) :][:AROUND]
    if float(np.abs(around).max()) < LOUD / 3:
        return None
    strength = np.abs(np.fft.rfft(around * np.hanning(len(around)), SAMPLE_RATE_HZ))
    place = round((int(strength.argmax()) - LOWEST_HZ) / STEP_HZ)
    return place if 0 <= place < MOST_WORDS else None
