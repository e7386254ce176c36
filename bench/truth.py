"""What was really said in a talk, word by word, and when: known without asking what is measured."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from bench.forced import Span
from bench.revisions import seen_words
from bench.sound import speech_spans
from bench.talk import Talk
from bench.words import bare

__all__ = ["SaidPassage", "SaidWord", "Truth", "WordTimer", "truth_of"]

PAUSE_S = 0.1
"""A silence this long is between words."""


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word as it is written in the text, with its place in the talk."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class SaidPassage:
    """What was said without a long pause."""

    text: str
    start_s: float
    end_s: float
    words: tuple[SaidWord, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """All that was said in a talk."""

    language: str
    """ISO 639-1 code."""
    duration_s: float
    passages: tuple[SaidPassage, ...]

    @property
    def words(self) -> tuple[SaidWord, ...]:
        """All words, in order."""
        return tuple(word for passage in self.passages for word in passage.words)

    @property
    def text(self) -> str:
        """All that was said."""
        return " ".join(passage.text for passage in self.passages)


class WordTimer(Protocol):
    """Finds known words in a recording; `bench.forced.Aligner` is one."""

    name: str

    def fits(self, samples: Samples, words: Sequence[str]) -> bool:
        """Whether `align` can take them."""
        ...

    def align(self, samples: Samples, words: Sequence[str], language: str) -> list[Span]:
        """A span for each word."""
        ...

    def hear(self, samples: Samples, language: str) -> list[tuple[str, Span]]:
        """What it hears, for recordings that do not fit."""
        ...


def truth_of(talk: Talk, timer: WordTimer, cache: Path) -> Truth:
    """When each word of a talk was said. The talk's sound must be the one without noise.

    Each passage is timed on its own, and what was found is kept in the folder `cache`.
    """
    passages = []
    for passage in talk.passages:
        begin, end = (round(at_s * SAMPLE_RATE_HZ) for at_s in (passage.start_s, passage.end_s))
        samples, words = talk.samples[begin:end], seen_words(passage.text)
        key = _key(samples, words, talk.language, timer.name)
        find = partial(_spans, samples, words, talk.language, timer)
        spans = _kept(cache / f"{key}.json", find)
        said = tuple(
            SaidWord(word, passage.start_s + span.start_s, passage.start_s + span.end_s)
            for word, span in zip(words, spans, strict=True)
        )
        passages.append(SaidPassage(passage.text, passage.start_s, passage.end_s, said))
    return Truth(talk.language, talk.duration_s, tuple(passages))


def _spans(samples: Samples, words: Sequence[str], language: str, timer: WordTimer) -> list[Span]:
    if not words:
        return []
    if timer.fits(samples, words):
        found = timer.align(samples, words, language)
    else:
        found = _between(words, timer.hear(samples, language), len(samples) / SAMPLE_RATE_HZ)
    return _in_speech(found, samples)


def _in_speech(spans: Sequence[Span], samples: Samples) -> list[Span]:
    """A word ends where its sound does: an aligner lets it last until the next one begins."""
    spoken = speech_spans(samples, pause_s=PAUSE_S)
    inside = []
    floor_s = 0.0
    for span in spans:
        start_s, end_s = max(span.start_s, floor_s), max(span.end_s, floor_s)
        ends = [end for begin, end in spoken if begin < end_s]
        if ends and ends[-1] < end_s:
            end_s = max(ends[-1], start_s)
        start_s = min(start_s, end_s)
        inside.append(Span(start_s, end_s))
        floor_s = end_s
    return inside


def _between(words: Sequence[str], heard: Sequence[tuple[str, Span]], until_s: float) -> list[Span]:
    """Times for words from those that were heard alike; the others are spread between them."""
    from rapidfuzz.distance import Levenshtein

    known_s: dict[int, Span] = {}
    said, got = [bare(word) for word in words], [bare(word) for word, _ in heard]
    for step in Levenshtein.opcodes(said, got):
        if step.tag == "equal":
            for index in range(step.src_end - step.src_start):
                known_s[step.src_start + index] = heard[step.dest_start + index][1]
    # Edges of words count in halves: word i lasts from i to i + 1.
    at = [0.0, *(edge for i in sorted(known_s) for edge in (i + 1e-3, i + 1 - 1e-3)), len(words)]
    times = [0.0, *(t for i in sorted(known_s) for t in (known_s[i].start_s, known_s[i].end_s))]
    edges = np.interp(np.arange(len(words) + 1), at, [*times, until_s])
    return [
        known_s.get(index, Span(float(edges[index]), float(edges[index + 1])))
        for index in range(len(words))
    ]


def _key(samples: Samples, words: Sequence[str], language: str, name: str) -> str:
    said = "\n".join([name, language, *words]).encode()
    return hashlib.sha256(said + samples.tobytes()).hexdigest()[:24]


def _kept(path: Path, make: Callable[[], list[Span]]) -> list[Span]:
    if path.is_file():
        return [Span(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    spans = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(span) for span in spans]) + "\n", encoding="utf-8")
    return spans
