"""A talk of known words at known times, joined from recorded prompts."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from bench.prompts import Prompt
from bench.sound import read_samples, silence, speech_spans, trim, with_noise

__all__ = ["PAUSE_S", "Passage", "Talk", "join_talk", "join_talks", "make_talk", "recorded_talk"]

PAUSE_S = (0.5, 1.2)
"""How long a speaker pauses between two thoughts: shortest and longest."""
EDGE_S = 0.5
"""Silence before the first word and after the last."""
PHRASE_PAUSE_S = 0.2
"""A silence this long ends a phrase; shorter ones are inside of words, before a t or a k."""
LEAST_WORDS = 6
"""A prompt with fewer words is a menu entry or a name."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What was said between two pauses of the script: one prompt, of one or more sentences."""

    id: str
    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """Sound and the truth about it."""

    samples: Samples
    """float32[n] at 16 kHz."""
    language: str
    """ISO 639-1 code."""
    passages: tuple[Passage, ...]
    phrases: tuple[tuple[float, float], ...]
    """Start and end of each stretch of speech without a pause, by the loudness of the clean
    recording. What ends a phrase is where somebody stopped to speak."""

    @property
    def duration_s(self) -> float:
        """Length of the sound."""
        return len(self.samples) / SAMPLE_RATE_HZ

    @property
    def text(self) -> str:
        """All that was said."""
        return " ".join(passage.text for passage in self.passages)


def make_talk(
    prompts: Collection[Prompt],
    *,
    seed: int,
    seconds: float,
    pause_s: tuple[float, float] = PAUSE_S,
    snr_db: float | None = None,
) -> Talk:
    """A talk of about `seconds`, from prompts of six words and more that `seed` draws.

    No prompt comes twice; a talk is shorter when there are no more.
    """
    longer = sorted(
        (prompt for prompt in prompts if len(prompt.text.split()) >= LEAST_WORDS),
        key=lambda prompt: prompt.id,
    )
    random.Random(seed).shuffle(longer)
    chosen: list[Prompt] = []
    texts: set[str] = set()
    length_s = 2 * EDGE_S
    for prompt in longer:
        if length_s >= seconds:
            break
        if prompt.text in texts:
            continue
        texts.add(prompt.text)
        chosen.append(prompt)
        length_s += len(trim(read_samples(prompt.path))) / SAMPLE_RATE_HZ + sum(pause_s) / 2
    return join_talk(chosen, seed=seed, pause_s=pause_s, snr_db=snr_db)


def join_talks(talks: Sequence[Talk]) -> Talk:
    """Talks in one language, one after the other."""
    passages: list[Passage] = []
    phrases: list[tuple[float, float]] = []
    at_s = 0.0
    for talk in talks:
        passages += (
            replace(each, start_s=each.start_s + at_s, end_s=each.end_s + at_s)
            for each in talk.passages
        )
        phrases += ((start_s + at_s, end_s + at_s) for start_s, end_s in talk.phrases)
        at_s += talk.duration_s
    samples = np.concatenate([talk.samples for talk in talks])
    return Talk(samples, talks[0].language, tuple(passages), tuple(phrases))


def join_talk(
    prompts: Sequence[Prompt],
    *,
    seed: int,
    pause_s: tuple[float, float] = PAUSE_S,
    snr_db: float | None = None,
) -> Talk:
    """The prompts one after the other, cut at the edges of their speech, with pauses between.

    `seed` draws the pauses and the noise; `snr_db` None adds no noise.
    """
    pauses = random.Random(seed)
    pieces = [silence(EDGE_S)]
    passages: list[Passage] = []
    at_s = EDGE_S
    for prompt in prompts:
        said = trim(read_samples(prompt.path))
        end_s = at_s + len(said) / SAMPLE_RATE_HZ
        passages.append(Passage(prompt.id, prompt.text, at_s, end_s))
        is_last = len(passages) == len(prompts)
        pause = silence(EDGE_S if is_last else pauses.uniform(*pause_s))
        pieces += [said, pause]
        at_s = end_s + len(pause) / SAMPLE_RATE_HZ
    clean = np.concatenate(pieces)
    return Talk(
        samples=clean if snr_db is None else with_noise(clean, snr_db, seed),
        language=prompts[0].language if prompts else "",
        passages=tuple(passages),
        phrases=_phrases(clean, passages),
    )


def recorded_talk(path: Path, text: str, language: str) -> Talk:
    """Somebody else's recording with its text, as a talk of one passage. Raises `BadAudio`."""
    samples = read_samples(path)
    phrases = speech_spans(samples, pause_s=PHRASE_PAUSE_S)
    edges = (phrases[0][0], phrases[-1][1]) if phrases else (0.0, 0.0)
    return Talk(samples, language, (Passage(path.stem, text, *edges),), phrases)


def _phrases(clean: Samples, passages: Sequence[Passage]) -> tuple[tuple[float, float], ...]:
    """Each passage on its own: prompts differ in loudness."""
    found: list[tuple[float, float]] = []
    for passage in passages:
        begin, end = (round(at_s * SAMPLE_RATE_HZ) for at_s in (passage.start_s, passage.end_s))
        spans = speech_spans(clean[begin:end], pause_s=PHRASE_PAUSE_S)
        found += [(passage.start_s + a, passage.start_s + b) for a, b in spans]
    return tuple(found)
