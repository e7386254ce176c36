"""How long after it was said something could be read or heard.

All of it on one time line: `elapsed_s` of an event counts from the stream's first sample, like
media time, so that in real time the difference is what a listener waits.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.reading import final_transcripts, final_translations, spoken_clauses
from bench.talk import Talk
from streaming.events import Event, SpeechAudio
from streaming.sentences import sentence_ends
from streaming.transcript import Transcript, text_of
from translators.recognize import Word

__all__ = ["Spread", "caption_delays", "emission_delays", "speech_delays", "translation_delays"]

NEAR_S = 0.4
"""A segment that is said to end this near to a true end of speech ends there."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What a set of measured times looks like; percentiles are interpolated."""

    count: int
    mean_s: float
    p50_s: float
    p95_s: float
    max_s: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread | None":
        """None when there is nothing."""
        found = np.array(list(values))
        if not len(found):
            return None
        p50_s, p95_s = np.percentile(found, [50, 95])
        return cls(len(found), float(found.mean()), float(p50_s), float(p95_s), float(found.max()))


def caption_delays(events: Sequence[Event], talk: Talk) -> list[float]:
    """From the end of each segment's speech to its final caption, seconds."""
    return [
        event.elapsed_s - _true_end_s(final.end_s, talk)
        for event, final in final_transcripts(events)
        if final.text
    ]


def translation_delays(events: Sequence[Event], talk: Talk) -> list[float]:
    """From the end of each segment's speech to its final translated caption, seconds."""
    return [
        event.elapsed_s - _true_end_s(final.end_s, talk)
        for event, final in final_translations(events)
        if final.text
    ]


def speech_delays(events: Sequence[Event], talk: Talk) -> list[float]:
    """From the end of each sentence to the beginning of its spoken translation, seconds."""
    sources = {final.segment_id: final for _, final in final_transcripts(events)}
    by_segment: dict[int, list[SpeechAudio]] = {}
    for started, _ in spoken_clauses(events):
        by_segment.setdefault(started.segment_id, []).append(started)
    delays: list[float] = []
    for segment_id, clauses in by_segment.items():
        ends = _source_ends_s(sources[segment_id], clauses)
        delays += [
            clause.at_s - _true_end_s(end_s, talk)
            for clause, end_s in zip(clauses, ends, strict=True)
        ]
    return delays


def emission_delays(events: Sequence[Event]) -> list[float]:
    """From the end of each word to the event that first had it in `stable`, seconds."""
    finals = {final.segment_id: final for _, final in final_transcripts(events)}
    shown: dict[int, list[tuple[float, int]]] = {}
    for event in events:
        if isinstance(event.value, Transcript):
            revision = (event.elapsed_s, len(event.value.stable.rstrip()))
            shown.setdefault(event.value.segment_id, []).append(revision)
    delays: list[float] = []
    for segment_id, final in finals.items():
        for word, chars in _word_ends(final.words):
            first_s = next(at_s for at_s, stable in shown[segment_id] if stable >= chars)
            delays.append(first_s - word.end_s)
    return delays


def _true_end_s(end_s: float, talk: Talk) -> float:
    """Where speech really ended near a time; the time itself inside of speech."""
    nearest = min((end for _, end in talk.phrases), key=lambda end: abs(end - end_s), default=end_s)
    return nearest if abs(nearest - end_s) <= NEAR_S else end_s


def _source_ends_s(final: Transcript, clauses: Sequence[SpeechAudio]) -> list[float]:
    """Where the source of each spoken clause of a segment ended.

    As many clauses as sentences: one belongs to the other. Otherwise a clause belongs to the
    last sentence or phrase that was over when its translation was settled.
    """
    ends_s = _sentence_ends_s(final)
    if len(ends_s) == len(clauses):
        return ends_s
    marks_s = [word.end_s for word in final.words if not word.text[-1:].isalnum()]
    candidates_s = sorted([*ends_s, *marks_s, final.start_s])
    return [
        max(at_s for at_s in candidates_s if at_s <= max(clause.source_end_s, final.start_s))
        for clause in clauses
    ]


def _sentence_ends_s(final: Transcript) -> list[float]:
    """Media time of each sentence's last word; the last one ends with the segment."""
    ends = sentence_ends(text_of(final.words), is_whole=True)
    words = list(_word_ends(final.words))
    inner = [next(word.end_s for word, chars in words if chars >= end) for end in ends[:-1]]
    return [*inner, final.end_s]


def _word_ends(words: Iterable[Word]) -> Iterator[tuple[Word, int]]:
    """Each word with the length of the text up to its end."""
    chars = 0
    for index, word in enumerate(words):
        chars += len(word.text if index else word.text.lstrip())
        yield word, chars
