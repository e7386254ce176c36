"""Small sessions written by hand."""

from collections.abc import Sequence

import numpy as np

from bench.talk import Passage, Talk
from streaming.events import Event, EventValue, SessionEnded, SpeechAudio
from streaming.transcript import Transcript
from streaming.translation import Translation
from translators.recognize import Word


def talk(
    *passages: Passage, phrases: Sequence[tuple[float, float]] = (), language: str = "en"
) -> Talk:
    """A silent talk of ten seconds about which everything else is known."""
    spans = tuple(phrases) or tuple((one.start_s, one.end_s) for one in passages)
    return Talk(np.zeros(160_000, dtype=np.float32), language, passages, spans)


def words(text: str, start_s: float, end_s: float) -> tuple[Word, ...]:
    """The words of a text, evenly spread."""
    texts = text.split()
    step_s = (end_s - start_s) / max(1, len(texts))
    return tuple(
        Word(f" {one}", start_s + i * step_s, start_s + (i + 1) * step_s, 0.9)
        for i, one in enumerate(texts)
    )


def heard(
    segment_id: int,
    stable: str,
    unstable: str = "",
    *,
    start_s: float,
    end_s: float,
    is_final: bool = False,
    language: str = "en",
) -> Transcript:
    """A revision; its words are evenly spread over its time."""
    said = words(stable + unstable, start_s, end_s)
    return Transcript(segment_id, 1, language, stable, unstable, said, start_s, end_s, is_final)


def translated(
    segment_id: int,
    stable: str,
    unstable: str = "",
    *,
    start_s: float,
    end_s: float,
    is_final: bool = True,
) -> Translation:
    """A revision of a Portuguese translation."""
    return Translation(segment_id, 1, "en", "pt", stable, unstable, start_s, end_s, is_final)


def spoken(
    segment_id: int, clause: int, state: str, *, at_s: float, source_end_s: float, text: str = "a"
) -> SpeechAudio:
    """A clause on its way to the ear."""
    return SpeechAudio(segment_id, clause, state, "pt", text, at_s, source_end_s)


def session(*timed: tuple[float, EventValue]) -> tuple[Event, ...]:
    """Events from (elapsed_s, value), and the end."""
    last_s = timed[-1][0] if timed else 0.0
    all_timed = [*timed, (last_s, SessionEnded("end of input", last_s))]
    return tuple(
        Event(seq, "made", elapsed_s, elapsed_s, value)
        for seq, (elapsed_s, value) in enumerate(all_timed, start=1)
    )
