"""How long after they were said words could be read, and were promised: for any trace.

Everything is told on both clocks. Computation-aware is what somebody waits who watches; unaware
counts only how much more had to be heard, as if computing took no time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.delays import Spread
from bench.emissions import Emission, Moment
from bench.lagging import average_lagging, length_adaptive_lagging, yet_another_lagging
from bench.pairing import Pairing
from bench.resegment import passage_of_words
from bench.truth import SaidPassage, SaidWord, Truth

__all__ = ["Lagging", "Latency", "WordDelay", "lagging", "latency", "word_delays"]

SENTENCE_MARKS = ".!?…。！？"


@dataclass(frozen=True, slots=True)
class WordDelay:
    """One word that was said and rightly heard."""

    end_s: float
    """When it ended in the talk."""
    settled_s: float
    """From there until it was promised for good, wall time."""
    shown_s: float
    """From there until it was first shown, wall time."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Spreads over a talk, seconds; None where there is nothing to measure."""

    settled: Spread | None
    """A word, from its end until it was promised for good."""
    settled_unaware: Spread | None
    shown: Spread | None
    """A word, from its end until it was first shown."""
    shown_unaware: Spread | None
    sentence: Spread | None
    """A sentence, from its end until all that was heard of it was promised."""
    sentence_unaware: Spread | None
    final: Spread | None
    """A stretch of speech between two long pauses, from its end until all of it was promised."""
    final_unaware: Spread | None
    first_partial: Spread | None
    """Such a stretch, from the beginning of its first word until a word of it was shown."""
    first_partial_unaware: Spread | None


@dataclass(frozen=True, slots=True)
class Lagging:
    """What the field reports, means over the passages, seconds; None where no passage counts."""

    average: float | None
    """AL."""
    length_adaptive: float | None
    """LAAL of each passage, its words found by alignment (StreamLAAL)."""
    yet_another: float | None
    """LongYAAL."""


def word_delays(
    emitted: Sequence[Emission], truth: Truth, pairing: Pairing
) -> tuple[WordDelay, ...]:
    """The words that were rightly heard, in the order in which they were said."""
    said = truth.words
    return tuple(
        WordDelay(
            said[there].end_s,
            emitted[here].settled.elapsed_s - said[there].end_s,
            emitted[here].shown.elapsed_s - said[there].end_s,
        )
        for here, there in pairing.right
    )


def latency(emitted: Sequence[Emission], truth: Truth, pairing: Pairing) -> Latency:
    """All delays of a talk. Words count where they were rightly heard, sentences and stretches
    where their last word was not lost."""
    said = truth.words
    right = [(emitted[here], said[there].end_s) for here, there in pairing.right]
    heard = {there: emitted[here] for here, there in pairing.all}
    sure = {there: emitted[here] for here, there in pairing.right}
    sentences = list(_ends(_sentences(truth), heard))
    passages = list(_ends(_stretches(truth), heard))
    begun = list(_beginnings(truth, sure))
    aware, unaware = _aware, _unaware
    return Latency(
        settled=Spread.of(aware(word.settled) - end_s for word, end_s in right),
        settled_unaware=Spread.of(unaware(word.settled) - end_s for word, end_s in right),
        shown=Spread.of(aware(word.shown) - end_s for word, end_s in right),
        shown_unaware=Spread.of(unaware(word.shown) - end_s for word, end_s in right),
        sentence=_after(sentences, aware),
        sentence_unaware=_after(sentences, unaware),
        final=_after(passages, aware),
        final_unaware=_after(passages, unaware),
        first_partial=_before(begun, aware),
        first_partial_unaware=_before(begun, unaware),
    )


def lagging(emitted: Sequence[Emission], truth: Truth, *, aware: bool) -> Lagging:
    """AL, LAAL and LongYAAL of the settled words, passage by passage."""
    clock = _aware if aware else _unaware
    texts = [passage.text for passage in truth.passages]
    homes = passage_of_words([word.text for word in emitted], texts)
    over_s = max((passage.end_s for passage in truth.passages), default=0.0)
    al, laal, yaal = [], [], []
    for index, passage in enumerate(truth.passages):
        delays = [
            clock(word.settled) - passage.start_s
            for word, home in zip(emitted, homes, strict=True)
            if home == index
        ]
        if not delays:
            continue
        length_s, words = passage.end_s - passage.start_s, len(passage.text.split(" "))
        al.append(average_lagging(delays, length_s, words))
        laal.append(length_adaptive_lagging(delays, length_s, words))
        left_s = over_s - passage.start_s
        yaal.append(yet_another_lagging(delays, length_s, words, over=left_s))
    return Lagging(_mean(al), _mean(laal), _mean(yaal))


_Clock = Callable[[Moment], float]
_Stretch = tuple[range, float]
"""Words by index, and when the last of them ended."""


def _aware(moment: Moment) -> float:
    return moment.elapsed_s


def _unaware(moment: Moment) -> float:
    return moment.heard_s


def _mean(values: Iterable[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return fmean(found) if found else None


def _stretches(truth: Truth) -> Iterator[_Stretch]:
    for indices, passage in _indexed(truth):
        if indices:
            yield indices, passage.end_s


def _sentences(truth: Truth) -> Iterator[_Stretch]:
    for indices, passage in _indexed(truth):
        begin = indices.start
        for index, word in zip(indices, passage.words, strict=True):
            if index == indices[-1] or _ends_sentence(word):
                yield range(begin, index + 1), word.end_s
                begin = index + 1


def _ends_sentence(word: SaidWord) -> bool:
    return word.text.rstrip("\"'”)»")[-1:] in SENTENCE_MARKS


def _indexed(truth: Truth) -> Iterator[tuple[range, SaidPassage]]:
    at = 0
    for passage in truth.passages:
        yield range(at, at + len(passage.words)), passage
        at += len(passage.words)


def _ends(
    stretches: Iterable[_Stretch], heard: dict[int, Emission]
) -> Iterator[tuple[list[Moment], float]]:
    """The moments at which the words of each stretch were settled, and when it ended."""
    for indices, end_s in stretches:
        if indices[-1] in heard:
            yield [heard[index].settled for index in indices if index in heard], end_s


def _beginnings(truth: Truth, sure: dict[int, Emission]) -> Iterator[tuple[list[Moment], float]]:
    for indices, passage in _indexed(truth):
        moments = [sure[index].shown for index in indices if index in sure]
        if moments:
            yield moments, passage.words[0].start_s


def _after(found: Sequence[tuple[list[Moment], float]], clock: _Clock) -> Spread | None:
    return Spread.of(max(map(clock, moments)) - end_s for moments, end_s in found)


def _before(found: Sequence[tuple[list[Moment], float]], clock: _Clock) -> Spread | None:
    return Spread.of(min(map(clock, moments)) - start_s for moments, start_s in found)
