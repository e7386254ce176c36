"""Small sessions written by hand."""

from collections.abc import Sequence

import numpy as np

from bench.talk import Passage, Talk
from bench.trace import Shown, Trace
from bench.truth import SaidPassage, SaidWord, Truth
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


def spoken_truth(*passages: tuple[float, str], duration_s: float = 10.0) -> Truth:
    """An English talk of passages from (start_s, text): a word lasts half a second."""
    said = []
    for start_s, text in passages:
        spans = [(start_s + i / 2, start_s + (i + 1) / 2) for i in range(len(text.split()))]
        own = tuple(SaidWord(one, *at) for one, at in zip(text.split(), spans, strict=True))
        said.append(SaidPassage(text, start_s, own[-1].end_s, own))
    return Truth("en", duration_s, tuple(said))


def shown(
    *moments: tuple[float, str] | tuple[float, str, str], lag_s: float = 0.0, talk: str = "made"
) -> Trace:
    """A trace from (elapsed_s, stable, unstable); what was heard is `lag_s` behind."""
    return Trace(
        "made",
        talk,
        tuple(Shown(at, at - lag_s, *texts) for at, *texts in moments),
        done_s=moments[-1][0] if moments else 0.0,
    )
