"""Is the spoken translation understood? It is recognised again, clause by clause."""

from collections.abc import Sequence
from pathlib import Path

from audio_io.chunk import SAMPLE_RATE_HZ
from bench.reading import spoken_clauses
from bench.sound import read_samples
from bench.words import WordErrors, word_errors
from streaming.events import Event
from translators.recognize import Recognizer, Window

__all__ = ["echo_errors"]

MARGIN_S = 0.1
"""Sound taken along on both sides of a clause, as far as it is silent: the neighbour's is not."""


def echo_errors(
    events: Sequence[Event], wav: Path, recognizer: Recognizer, language: str
) -> WordErrors:
    """What the recognizer makes of each piece of the file, against the text that was sent."""
    samples = read_samples(wav)
    clauses = spoken_clauses(events)
    heard: list[str] = []
    free_from_s = 0.0
    for index, (started, finished) in enumerate(clauses):
        is_last = index + 1 == len(clauses)
        next_s = float("inf") if is_last else clauses[index + 1][0].at_s
        begin_s = max(free_from_s, started.at_s - MARGIN_S)
        end_s = min(next_s, finished.at_s + MARGIN_S)
        piece = samples[round(begin_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
        heard.append(recognizer.recognize(Window(piece, begin_s, language)).text)
        free_from_s = finished.at_s
    return word_errors([started.text for started, _ in clauses], heard, language)
