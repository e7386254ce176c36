"""All that is measured on one run over one talk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.child import ChildRun
from bench.delays import (
    Spread,
    caption_delays,
    emission_delays,
    speech_delays,
    translation_delays,
)
from bench.erasure import erasure
from bench.our_trace import trace_of
from bench.quality import caption_errors, chrf, given_up_s, language_share
from bench.seams import Seams, seams
from bench.talk import Talk
from bench.words import WordErrors
from streaming.events import Event
from streaming.translation import Translation

__all__ = ["Scores", "score"]


@dataclass(frozen=True, slots=True)
class Scores:
    """One run; docs/measures.md defines each."""

    talk_s: float
    errors: WordErrors
    caption: Spread | None
    translation: Spread | None
    speech: Spread | None
    emission: Spread | None
    caption_erasure: float
    translation_erasure: float
    seams: Seams
    given_up_s: float
    """Sound that was dropped because the machine could not keep up."""
    cpu_per_s: float
    """Processor seconds for each second of sound."""
    peak_bytes: int
    chrf: float | None = None
    """None without reference translations."""
    echo: WordErrors | None = None
    """The spoken translation recognised again; None where that was not done."""
    one_pass: WordErrors | None = None
    """The same model without haste; None where that was not done."""
    language_share: float | None = None
    """Share of the longer segments that were heard in the right language; None if it was told."""


def score(
    events: Sequence[Event],
    talk: Talk,
    run: ChildRun,
    *,
    references: Mapping[str, str] | None = None,
    echo: WordErrors | None = None,
    one_pass: WordErrors | None = None,
    detects: bool = False,
) -> Scores:
    """Score a run; `references` are translations by passage, `detects`: without a language told."""
    return Scores(
        talk_s=talk.duration_s,
        errors=caption_errors(events, talk),
        caption=Spread.of(caption_delays(events, talk)),
        translation=Spread.of(translation_delays(events, talk)),
        speech=Spread.of(speech_delays(events, talk)),
        emission=Spread.of(emission_delays(events)),
        caption_erasure=erasure(trace_of(events)),
        translation_erasure=_translation_erasure(events),
        seams=seams(events, talk),
        given_up_s=given_up_s(events),
        cpu_per_s=run.cpu_s / talk.duration_s,
        peak_bytes=run.peak_bytes,
        chrf=None if references is None else chrf(events, talk, references),
        echo=echo,
        one_pass=one_pass,
        language_share=language_share(events, talk.language) if detects else None,
    )


def _translation_erasure(events: Sequence[Event]) -> float:
    """Of the first language that the talk is translated into."""
    found = (event.value.target for event in events if isinstance(event.value, Translation))
    target = next(found, None)
    return 0.0 if target is None else erasure(trace_of(events, target=target))
