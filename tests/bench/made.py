"""Small sessions written by hand."""

from collections.abc import Sequence

import numpy as np

from bench.results import Machine, Results, Run
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


def some_results() -> Results:
    """Two systems on two talks, one of which failed once, and one pass over the same."""
    machine = Machine("Made CPU", 2, 4.0, "Linux 6", "3.11.2")
    words = tuple((at / 2, 0.3 + at % 3 / 10, 0.2) for at in range(60))
    usage = tuple((float(at), at / 4, 200.0 + at) for at in range(31))
    good = {"wer": 0.05, "settled_mean": 0.4, "settled_p50": 0.4, "settled_p95": 0.5}
    late = tuple((end_s, delay_s + end_s / 4, shown_s) for end_s, delay_s, shown_s in words)
    head = ("en", "whisper-tiny.en")
    return Results(
        "made",
        "2026-01-01",
        "python -m bench.benchmark --name made",
        machine,
        (
            Run("one-pass", "one pass", *head, "en-1", 30.0, {"wer": 0.04}),
            Run("dragoman", "Dragoman", *head, "en-1", 30.0, good, words, usage),
            Run("other", "Other", *head, "en-1", 30.0, {**good, "wer": 0.2}, late, usage),
            Run("dragoman", "Dragoman", *head, "en-2", 32.0, {**good, "wer": 0.07}, words, usage),
            Run("other", "Other", *head, "en-2", 32.0, {}, error="it fell over"),
        ),
    )
