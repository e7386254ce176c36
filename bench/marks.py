"""All that is measured on one trace, whoever made it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.delays import Spread
from bench.emissions import emissions
from bench.erasure import erasure
from bench.latency import Lagging, Latency, WordDelay, lagging, latency, word_delays
from bench.losses import Losses, losses
from bench.pairing import pair_words
from bench.resegment import passage_of_words
from bench.revisions import revisions
from bench.trace import Trace, Usage
from bench.truth import Truth
from bench.words import WordErrors, normalize, word_errors

__all__ = ["Drift", "Marks", "Resources", "Translated", "mark", "mark_translation", "resources"]

WINDOW_S = 600.0
"""First and last part of a long talk that are compared; of a shorter one, its halves."""
SETTLED_IN_S = 300.0
"""Memory grows while a program settles in; half of a talk shorter than twice this."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Whether words come later and later: 95th percentiles of their delay, seconds."""

    first_p95_s: float
    last_p95_s: float


@dataclass(frozen=True, slots=True)
class Resources:
    """What a run took, loading left out."""

    cpu_per_s: float
    """Processor seconds for each second of sound."""
    peak_mb: float
    growth_mb: float
    """From when it had settled in to the end."""


@dataclass(frozen=True, slots=True)
class Marks:
    """One system on one talk."""

    talk_s: float
    errors: WordErrors
    characters: WordErrors
    """As `errors`, counted in characters."""
    erasure: float
    losses: Losses
    most_shown: int
    """Words that were shown at once, at most: 0 is right where nobody speaks."""
    latency: Latency
    lagging: Lagging
    """Computation-aware."""
    lagging_unaware: Lagging
    drift: Drift | None
    resources: Resources | None
    done_after_s: float
    """From the end of the talk until the system said it was done."""
    words: tuple[WordDelay, ...]
    """Each word that was rightly heard."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A trace in another language, against translations of the passages."""

    chrf: float
    bleu: float
    erasure: float


def mark(trace: Trace, truth: Truth) -> Marks:
    """Score captions in the language of the talk."""
    emitted = emissions(trace)
    said = truth.words
    heard = [word.text for word in emitted]
    pairing = pair_words(heard, [word.text for word in said], truth.language)
    words = word_delays(emitted, truth, pairing)
    return Marks(
        talk_s=truth.duration_s,
        errors=word_errors([truth.text], [trace.text], truth.language),
        characters=_character_errors(truth.text, trace.text, truth.language),
        erasure=erasure(trace),
        losses=losses(trace.text, truth.text, truth.language),
        most_shown=_most_shown(trace),
        latency=latency(emitted, truth, pairing),
        lagging=lagging(emitted, truth, aware=True),
        lagging_unaware=lagging(emitted, truth, aware=False),
        drift=_drift(words, truth.duration_s),
        resources=resources(trace.usage, truth.duration_s),
        done_after_s=trace.done_s - truth.duration_s,
        words=words,
    )


def mark_translation(trace: Trace, references: Sequence[str]) -> Translated:
    """Score a translation against one text for each passage; words find theirs by alignment."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    words = trace.text.split()
    homes = passage_of_words(words, references)
    parts = [
        " ".join(word for word, home in zip(words, homes, strict=True) if home == index)
        for index in range(len(references))
    ]
    return Translated(
        chrf=float(CHRF().corpus_score(parts, [list(references)]).score),
        bleu=float(BLEU().corpus_score(parts, [list(references)]).score),
        erasure=erasure(trace),
    )


def resources(usage: Sequence[Usage], talk_s: float) -> Resources | None:
    """None where nothing was sampled."""
    if not usage or not talk_s:
        return None
    settled_s = min(SETTLED_IN_S, talk_s / 2)
    before = [one for one in usage if one.elapsed_s <= settled_s] or usage[:1]
    return Resources(
        cpu_per_s=usage[-1].cpu_s / talk_s,
        peak_mb=max(one.memory_mb for one in usage),
        growth_mb=usage[-1].memory_mb - before[-1].memory_mb,
    )


def _character_errors(said: str, heard: str, language: str) -> WordErrors:
    import jiwer

    wanted, got = normalize(said, language), normalize(heard, language)
    if not wanted:
        return WordErrors(len(got), 0)
    found = jiwer.process_characters(wanted, got)
    return WordErrors(found.substitutions + found.deletions + found.insertions, len(wanted))


def _most_shown(trace: Trace) -> int:
    return max((one.kept + len(one.added) for one in revisions(trace)), default=0)


def _drift(words: Sequence[WordDelay], talk_s: float) -> Drift | None:
    window_s = min(WINDOW_S, talk_s / 2)
    first = [word.settled_s for word in words if word.end_s <= window_s]
    last = [word.settled_s for word in words if word.end_s >= talk_s - window_s]
    early, late = Spread.of(first), Spread.of(last)
    return Drift(early.p95_s, late.p95_s) if early and late else None
