"""The ends of pieces of speech, made so that the pieces join without gaps and clicks."""

from collections.abc import Callable, Iterator

import numpy as np

from audio_io.chunk import Samples
from translators.spoken_text import Clause, first_piece_chars, pieces

__all__ = ["joinable", "speech_in_pieces"]

FRAME_S = 0.01
BELOW_PEAK_DB = 45.0
"""Frames weaker than the loudest by more than this are silence."""
KEEP_BEFORE_S = 0.03
KEEP_AFTER_S = 0.06
"""Soft consonants reach beyond the frames that are loud enough."""
FADE_S = 0.005
HIGHEST = 0.98
"""Voices overshoot 1.0 now and then; such a piece is made quieter, not clipped."""
_PAUSE_S = {
    "": 0.0,
    ",": 0.12,
    "—": 0.15,
    ":": 0.2,
    ";": 0.2,
    ".": 0.3,
    "!": 0.3,
    "?": 0.3,
    "…": 0.4,
}
"""Silence after a piece at rate 1.0, by the mark it ends with."""


def joinable(samples: Samples, sample_rate_hz: int) -> Samples:
    """Speech without the silence at its ends, faded in and out, inside [-1, 1].

    Empty when there is nothing but silence.
    """
    loud = _loud_part(samples, sample_rate_hz)
    if not len(loud):
        return loud
    peak = float(np.abs(loud).max())
    shaped = loud * np.float32(min(1.0, HIGHEST / peak))
    length = min(int(FADE_S * sample_rate_hz), len(shaped) // 2)
    ramp = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)
    shaped[:length] *= ramp
    shaped[len(shaped) - length :] *= ramp[::-1]
    return shaped


def _loud_part(samples: Samples, sample_rate_hz: int) -> Samples:
    frame = int(FRAME_S * sample_rate_hz)
    count = -(-len(samples) // frame)
    padded = np.zeros(count * frame, dtype=np.float32)
    padded[: len(samples)] = samples
    power = np.square(padded.reshape(count, frame)).mean(axis=1) if count else np.zeros(0)
    loud = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (-BELOW_PEAK_DB / 10))
    if not len(loud):
        return np.zeros(0, dtype=np.float32)
    first = int(loud[0]) * frame - int(KEEP_BEFORE_S * sample_rate_hz)
    last = (int(loud[-1]) + 1) * frame + int(KEEP_AFTER_S * sample_rate_hz)
    return samples[max(0, first) : last]


def speech_in_pieces(
    clauses: list[Clause],
    say: Callable[[tuple[Clause, ...]], Samples],
    sample_rate_hz: int,
    rate: float = 1.0,
    slack_s: float = 0.0,
) -> Iterator[Samples]:
    """Say the clauses piece by piece, each with the pause that belongs to its last mark.

    A piece is synthesized when it is asked for, so closing the iterator stops the work.
    """
    for piece in pieces(clauses, first_piece_chars(slack_s)):
        samples = joinable(say(piece), sample_rate_hz)
        if len(samples):
            pause_s = _PAUSE_S[piece[-1].mark] / rate
            pause = np.zeros(int(pause_s * sample_rate_hz), dtype=np.float32)
            yield np.concatenate([samples, pause])
