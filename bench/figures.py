"""The figures of a run: their names in files, and what people call them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.delays import Spread
from bench.marks import Marks

__all__ = ["FIGURES", "Figure", "figures", "medians", "printed"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: one figure, or a few of a kind."""

    keys: tuple[str, ...]
    title: str
    digits: int = 2
    scale: float = 1.0


FIGURES = (
    Figure(("wer",), "word error rate, %", 1, 100.0),
    Figure(("cer",), "character error rate, %", 1, 100.0),
    Figure(("lost", "doubled"), "words lost in rows · doubled", 0),
    Figure(("settled_mean", "settled_p50", "settled_p95"), "promised word, mean · p50 · p95 s"),
    Figure(
        ("settled_unaware_mean", "settled_unaware_p50", "settled_unaware_p95"),
        "the same, computing not counted",
    ),
    Figure(("shown_mean", "shown_p50", "shown_p95"), "shown word, mean · p50 · p95 s"),
    Figure(("first_partial_p50", "first_partial_p95"), "first words of a passage, p50 · p95 s"),
    Figure(("sentence_p50", "sentence_p95"), "whole sentence, p50 · p95 s"),
    Figure(("final_p50", "final_p95"), "end of speech to final, p50 · p95 s"),
    Figure(("laal", "laal_unaware"), "StreamLAAL, s (computing counted · not)"),
    Figure(("yaal", "yaal_unaware"), "LongYAAL, s (computing counted · not)"),
    Figure(("erasure",), "normalized erasure"),
    Figure(("drift_first", "drift_last"), "p95 of promised words, first half · last half, s"),
    Figure(("done_after",), "done, s after the end of the talk"),
    Figure(("cpu",), "processor seconds for a second of sound"),
    Figure(("peak_mb",), "peak memory, MB", 0),
    Figure(("growth_mb",), "growth of memory after it settled in, MB", 0),
)
"""In the order in which they are shown."""


def figures(marks: Marks) -> dict[str, float]:
    """All of a run by key; what could not be measured is left out."""
    found: dict[str, float | None] = {
        "wer": marks.errors.rate,
        "cer": marks.characters.rate,
        "lost": marks.losses.lost,
        "doubled": marks.losses.doubled,
        "erasure": marks.erasure,
        "most_shown": marks.most_shown,
        "done_after": marks.done_after_s,
        "matched": len(marks.words),
    }
    for name in ("settled", "shown", "sentence", "final", "first_partial"):
        found |= _spread(name, getattr(marks.latency, name))
        found |= _spread(f"{name}_unaware", getattr(marks.latency, f"{name}_unaware"))
    for suffix, lagging in (("", marks.lagging), ("_unaware", marks.lagging_unaware)):
        found[f"al{suffix}"] = lagging.average
        found[f"laal{suffix}"] = lagging.length_adaptive
        found[f"yaal{suffix}"] = lagging.yet_another
    if marks.drift is not None:
        found |= {"drift_first": marks.drift.first_p95_s, "drift_last": marks.drift.last_p95_s}
    used = marks.resources
    if used is not None:
        found |= {"cpu": used.cpu_per_s, "peak_mb": used.peak_mb, "growth_mb": used.growth_mb}
    return {key: value for key, value in found.items() if value is not None}


def medians(runs: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Of each figure over the runs that have it."""
    found: dict[str, list[float]] = {}
    for run in runs:
        for key, value in run.items():
            found.setdefault(key, []).append(value)
    return {key: median(values) for key, values in found.items()}


def printed(figure: Figure, values: Mapping[str, float]) -> str:
    """A cell of the table; empty where nothing was measured."""
    if not any(key in values for key in figure.keys):
        return ""
    return " · ".join(_number(figure, values.get(key)) for key in figure.keys)


def _number(figure: Figure, value: float | None) -> str:
    return "-" if value is None else f"{value * figure.scale:.{figure.digits}f}"


def _spread(name: str, spread: Spread | None) -> dict[str, float | None]:
    if spread is None:
        return {}
    values: Sequence[tuple[str, float]] = (
        ("mean", spread.mean_s),
        ("p50", spread.p50_s),
        ("p95", spread.p95_s),
        ("max", spread.max_s),
        ("count", spread.count),
    )
    return {f"{name}_{kind}": value for kind, value in values}
