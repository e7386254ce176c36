"""Scores as a table for people: a measure in each row, a talk in each column."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.delays import Spread
from bench.scores import Scores
from bench.words import WordErrors

__all__ = ["paths_table", "report_console", "scores_table"]

_PLAIN_COLUMNS = 160
"""Width where the output is no terminal, so that nothing is cut off."""


def report_console() -> Console:
    """Where tables are printed."""
    console = Console()
    if not console.is_terminal:
        console.width = _PLAIN_COLUMNS
    return console


def scores_table(results: Sequence[tuple[str, Scores]], title: str) -> Table:
    """Talks by name; a measure that none of them has is left out."""
    table = Table("", title=title, title_justify="left")
    for name, _ in results:
        table.add_column(name, justify="right")
    columns = [_values(scores) for _, scores in results]
    for measure in columns[0] if columns else ():
        values = [column[measure] for column in columns]
        if any(values):
            table.add_row(measure, *(value or "-" for value in values))
    return table


def paths_table(paths: Sequence[tuple[str, Path]]) -> Table:
    """What was written, and where."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for what, path in paths:
        # A path is not cut: it is there to be copied.
        table.add_row(what, Text(str(path), overflow="fold"))
    return table


def _values(scores: Scores) -> dict[str, str]:
    seams = scores.seams
    return {
        "length of the talk, s": f"{scores.talk_s:.1f}",
        "word error rate of the captions": _errors(scores.errors),
        "the same, in one pass over each passage": _errors(scores.one_pass),
        "words lost · doubled at segment edges": f"{seams.lost} · {seams.doubled}",
        "sound given up, s": f"{scores.given_up_s:.1f}" if scores.given_up_s else "",
        "segments in the right language": _percent(scores.language_share),
        "chrF of the translation": "" if scores.chrf is None else f"{scores.chrf:.1f}",
        "final caption, p50 · p95 s after its speech": _seconds(scores.caption),
        "translated caption, p50 · p95 s": _seconds(scores.translation),
        "spoken translation, p50 · p95 s after its sentence": _seconds(scores.speech),
        "settled word, mean · p50 · p95 s after it was said": _seconds(scores.emission, mean=True),
        "normalized erasure, captions · translation": (
            f"{scores.caption_erasure:.2f} · {scores.translation_erasure:.2f}"
        ),
        "word error rate of the spoken translation": _errors(scores.echo),
        "processor seconds for a second of sound": f"{scores.cpu_per_s:.2f}",
        "peak memory, MB": f"{scores.peak_bytes / 1e6:.0f}",
    }


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}".replace("%", " %")


def _errors(errors: WordErrors | None) -> str:
    if errors is None:
        return ""
    return f"{errors.rate:.1%} ({errors.errors} of {errors.words})".replace("%", " %")


def _seconds(spread: Spread | None, *, mean: bool = False) -> str:
    if spread is None:
        return ""
    percentiles = f"{spread.p50_s:.2f} · {spread.p95_s:.2f}"
    return f"{spread.mean_s:.2f} · {percentiles}" if mean else percentiles
