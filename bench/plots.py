"""Results as plots. They need matplotlib: the extra `bench`."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import medians
from bench.results import Results, Run
from configs.errors import MissingPart

__all__ = ["PLOTS", "draw_plots"]

COLOURS = ("#0b6e4f", "#c8553d", "#3d5a80", "#b08900", "#7b4b94", "#5c5c5c")
"""The first one is ours."""
BIN_S = 10.0
STYLE = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "legend.frameon": False,
}
"""Text stays text, so that the files are small and can be searched."""


def draw_plots(
    results: Results, folder: Path, *, formats: Sequence[str] = ("svg",), prefix: str = ""
) -> list[Path]:
    """Draw each kind of plot of each language that has something to show. Raises `MissingPart`."""
    if find_spec("matplotlib") is None:
        raise MissingPart("matplotlib", "pip install matplotlib")
    import matplotlib as mpl
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for language in dict.fromkeys(run.language for run in results.runs):
        runs = [run for run in results.runs if run.language == language and not run.error]
        for name, (draw, needs) in PLOTS.items():
            shown = [run for run in runs if needs(run)]
            if not shown:
                continue
            # No date and no random ids: the same results make the same file.
            style: Any = {**STYLE, "svg.hashsalt": name}
            with mpl.rc_context(style):
                figure = Figure(figsize=(6.0, 3.4), layout="constrained")
                draw(figure.subplots(), _by_title(shown), _colours(results))
                for kind in formats:
                    path = folder / f"{prefix}{name}-{language}.{kind}"
                    metadata = {"Date": None} if kind == "svg" else None
                    figure.savefig(path, dpi=120, metadata=metadata)
                    written.append(path)
    return written


_Runs = dict[str, list[Run]]
_Draw = Callable[[Any, _Runs, dict[str, str]], None]


def _distribution(axes: Any, by_title: _Runs, colours: dict[str, str]) -> None:
    """How many of the words were promised within so many seconds."""
    for title, runs in by_title.items():
        delays = np.sort([word[1] for run in runs for word in run.words])
        share = 100 * np.arange(1, len(delays) + 1) / len(delays)
        # A hundred points look like ten thousand.
        at = np.unique(np.linspace(0, len(delays) - 1, 100).astype(int))
        axes.plot(delays[at], share[at], label=title, color=colours[title])
    axes.set_xlabel("seconds from the end of a word until it is promised")
    axes.set_ylabel("words, %")
    axes.set_xscale("symlog", linthresh=1.0)
    _plain_seconds(axes.xaxis)
    axes.set_ylim(0, 101)
    _name(axes)


def _over_time(axes: Any, by_title: _Runs, colours: dict[str, str]) -> None:
    """Median and 95th percentile of the delay over the talk, all talks together."""
    for title, runs in by_title.items():
        at_s, half, most = _binned([word[:2] for run in runs for word in run.words])
        axes.plot(at_s, half, label=title, color=colours[title])
        axes.fill_between(at_s, half, most, color=colours[title], alpha=0.15, linewidth=0)
    axes.set_xlabel("seconds since the talk began")
    axes.set_ylabel("delay of promised words, s\n(median, up to 95 %)")
    axes.set_yscale("symlog", linthresh=1.0)
    _plain_seconds(axes.yaxis)
    axes.set_ylim(bottom=0)
    _name(axes)


def _memory(axes: Any, by_title: _Runs, colours: dict[str, str]) -> None:
    for title, runs in by_title.items():
        for index, run in enumerate(runs):
            at_s, _, memory_mb = zip(*run.usage, strict=True)
            label = title if index == 0 else None
            axes.plot(at_s, memory_mb, label=label, color=colours[title], linewidth=1)
    axes.set_xlabel("seconds since the talk began")
    axes.set_ylabel("resident memory, MB")
    axes.set_ylim(bottom=0)
    _name(axes)


def _quality(axes: Any, by_title: _Runs, colours: dict[str, str]) -> None:
    """Each talk as a dot, the medians as a larger one with the name."""
    for title, runs in by_title.items():
        color = colours[title]
        for run in runs:
            at = run.figures["settled_mean"], 100 * run.figures["wer"]
            axes.plot(*at, "o", color=color, alpha=0.35, markersize=4)
        middle = medians(run.figures for run in runs)
        at = middle["settled_mean"], 100 * middle["wer"]
        axes.plot(*at, "o", color=color, markersize=8, label=title)
    axes.set_xlabel("mean seconds from the end of a word until it is promised")
    axes.set_ylabel("word error rate, %")
    axes.margins(0.1)
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    _name(axes)


PLOTS: dict[str, tuple[_Draw, Callable[[Run], bool]]] = {
    "latency": (_distribution, lambda run: bool(run.words)),
    "latency-over-time": (_over_time, lambda run: bool(run.words)),
    "memory": (_memory, lambda run: bool(run.usage)),
    "quality-latency": (_quality, lambda run: {"settled_mean", "wer"} <= run.figures.keys()),
}
"""By name: how to draw it, and what a run needs to be in it."""


def _by_title(runs: Sequence[Run]) -> _Runs:
    titles = dict.fromkeys(run.title for run in runs)
    return {title: [run for run in runs if run.title == title] for title in titles}


def _colours(results: Results) -> dict[str, str]:
    """A system has the same colour in every plot."""
    titles = dict.fromkeys(run.title for run in results.runs if run.words or run.usage)
    return {title: COLOURS[index % len(COLOURS)] for index, title in enumerate(titles)}


def _binned(points: Sequence[tuple[float, ...]]) -> tuple[list[float], list[float], list[float]]:
    """(end of a word, its delay) as middles of bins, medians, 95th percentiles."""
    bins: dict[int, list[float]] = {}
    for end_s, delay_s in points:
        bins.setdefault(int(end_s // BIN_S), []).append(delay_s)
    ordered = sorted(bins)
    return (
        [(index + 0.5) * BIN_S for index in ordered],
        [float(np.median(bins[index])) for index in ordered],
        [float(np.percentile(bins[index], 95)) for index in ordered],
    )


def _name(axes: Any) -> None:
    """Which colour is whose, above the plot, where it hides nothing."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)


def _plain_seconds(axis: Any) -> None:
    from matplotlib.ticker import FixedLocator, ScalarFormatter

    axis.set_major_locator(FixedLocator([0, 0.5, 1, 2, 5, 10, 20, 50, 100]))
    axis.set_major_formatter(ScalarFormatter())
    axis.set_minor_locator(FixedLocator([]))
