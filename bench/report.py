"""Scores as tables for people."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from bench.delays import Spread
from bench.scores import Scores

__all__ = ["paths_table", "percent", "scores_table", "seconds"]


def scores_table(scores: Scores, title: str) -> Table:
    """A measure in each row."""
    table = Table("measure", "value", title=title, title_justify="left")
    for measure, value in _rows(scores):
        table.add_row(measure, value)
    return table


def paths_table(paths: Sequence[tuple[str, Path]]) -> Table:
    """What was written, and where."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for what, path in paths:
        # A path is not cut: it is there to be copied.
        table.add_row(what, Text(str(path), overflow="fold"))
    return table


def percent(share: float) -> str:
    """A share of one as `1.5 %`."""
    return f"{share:.1%}".replace("%", " %")


def seconds(spread: Spread | None, *, mean: bool = False) -> str:
    """p50 and p95, with the mean before them where it is asked for."""
    if spread is None:
        return "-"
    head = f"{spread.mean_s:.2f} · " if mean else ""
    return f"{head}{spread.p50_s:.2f} · {spread.p95_s:.2f} s"


def _rows(scores: Scores) -> list[tuple[str, str]]:
    errors, seams, echo = scores.errors, scores.seams, scores.echo
    rows = [
        ("length of the talk", f"{scores.talk_s:.1f} s"),
        (
            "word error rate of the captions",
            f"{percent(errors.rate)} ({errors.errors} of {errors.words} words)",
        ),
        ("words lost · doubled at segment edges", f"{seams.lost} · {seams.doubled}"),
    ]
    if scores.chrf is not None:
        rows.append(("chrF against the engine on true sentences", f"{scores.chrf:.1f}"))
    rows += [
        ("final caption after its speech, p50 · p95", seconds(scores.caption)),
        ("translated caption, p50 · p95", seconds(scores.translation)),
        ("spoken translation after its sentence", seconds(scores.speech)),
        ("delay of settled words, mean · p50 · p95", seconds(scores.emission, mean=True)),
        (
            "normalized erasure, captions · translation",
            f"{scores.caption_erasure:.2f} · {scores.translation_erasure:.2f}",
        ),
    ]
    if echo is not None:
        heard = f"{percent(echo.rate)} ({echo.errors} of {echo.words} words)"
        rows.append(("word error rate of the spoken translation", heard))
    rows += [
        ("processor seconds a second of sound", f"{scores.cpu_per_s:.2f}"),
        ("peak memory", f"{scores.peak_bytes / 1e6:.0f} MB"),
    ]
    return rows
