"""Results side by side: a measure in each row, a system in each column, medians over talks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.table import Table

from bench.figures import FIGURES, medians, printed
from bench.results import Results, Run

__all__ = ["Comparison", "comparison_table", "comparisons"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One language."""

    language: str
    model: str
    talks: int
    seconds: float
    """Of all talks."""
    systems: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """What is measured, and a cell for each system."""
    errors: tuple[str, ...]
    """One line for each run that failed."""

    @property
    def title(self) -> str:
        """What it compares."""
        of_talks = "one talk" if self.talks == 1 else f"medians over {self.talks} talks"
        return f"{self.language}, {self.model}, {of_talks} ({self.seconds:.0f} s)"


def comparisons(results: Results) -> Iterator[Comparison]:
    """One for each language, in the order of the runs."""
    for language in dict.fromkeys(run.language for run in results.runs):
        yield _comparison([run for run in results.runs if run.language == language])


def comparison_table(comparison: Comparison) -> Table:
    """For a terminal."""
    caption = "\n".join(comparison.errors)
    table = Table("", title=comparison.title, title_justify="left", caption=caption)
    table.caption_justify = "left"
    for system in comparison.systems:
        table.add_column(system, justify="right")
    for title, cells in comparison.rows:
        table.add_row(title, *cells)
    return table


def _comparison(runs: Sequence[Run]) -> Comparison:
    titles = dict.fromkeys(run.title for run in runs)
    by_title = {title: [run for run in runs if run.title == title] for title in titles}
    found = {title: medians(run.figures for run in own) for title, own in by_title.items()}
    rows = [
        (figure.title, tuple(printed(figure, found[title]) or "-" for title in titles))
        for figure in FIGURES
    ]
    lengths_s = {run.talk: run.talk_s for run in runs}
    return Comparison(
        language=runs[0].language,
        model=runs[0].model,
        talks=len(lengths_s),
        seconds=sum(lengths_s.values()),
        systems=tuple(titles),
        rows=tuple(row for row in rows if any(cell != "-" for cell in row[1])),
        errors=tuple(f"{run.title}, {run.talk}: {run.error}" for run in runs if run.error),
    )
