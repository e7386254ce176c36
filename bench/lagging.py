"""Lagging of a row of words behind an ideal speaker, as the field defines it.

AL (Ma et al. 2019), LAAL (Papi et al. 2022) and YAAL (Polák et al. 2025). All take the moments at
which words were given out, counted from the beginning of the source, the length of the source and
the number of words of the reference; any unit of time will do, and the answer is in the same one.
"""

from collections.abc import Sequence

__all__ = ["average_lagging", "length_adaptive_lagging", "yet_another_lagging"]


def average_lagging(delays: Sequence[float], source: float, reference_words: int) -> float:
    """AL: an ideal speaker gives out the reference evenly over the source.

    Words count up to the first one that came when the source was over.
    """
    return _lagging(delays, source, reference_words)


def length_adaptive_lagging(delays: Sequence[float], source: float, reference_words: int) -> float:
    """LAAL: as AL, but who says more than the reference gains nothing by it."""
    return _lagging(delays, source, max(len(delays), reference_words))


def yet_another_lagging(
    delays: Sequence[float], source: float, reference_words: int, *, over: float | None = None
) -> float | None:
    """YAAL: as LAAL, but words that came when all was over do not count.

    `over` is when the whole recording ends, for a passage out of a longer one (LongYAAL); without
    it the source is all there is. None where no word came in time.
    """
    end = source if over is None else over
    in_time = _until(delays, end)
    if not in_time:
        return None
    step = source / max(len(delays), reference_words)
    return sum(delay - index * step for index, delay in enumerate(in_time)) / len(in_time)


def _until(delays: Sequence[float], end: float) -> Sequence[float]:
    """Those before the first that came too late."""
    late = next((index for index, delay in enumerate(delays) if delay >= end), len(delays))
    return delays[:late]


def _lagging(delays: Sequence[float], source: float, words: int) -> float:
    if delays[0] > source:
        return delays[0]
    counted = delays[: len(_until(delays, source)) + 1]
    step = source / words
    return sum(delay - index * step for index, delay in enumerate(counted)) / len(counted)
