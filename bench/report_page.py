"""`python -m bench.report_page results.json`: a page of the documentation, made from results."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bench.comparison import Comparison, comparisons
from bench.one_line import said_in_one_line
from bench.plots import draw_plots
from bench.results import Results, read_results
from configs.errors import OutputError

__all__ = ["page", "write_page"]

PREFIX = "benchmark-"
"""Of the plots' names, so that they stand together in the folder."""

INTRODUCTION = """\
# Benchmarks

Dragoman beside other captioners: the same talks, the same weights, the same processor cores, each
program alone on them and fed in real time. This page is made by a program from the results of one
run; nothing in it is written by hand.
"""

MEASURES = """\
## What the rows mean

Talks are joined from recorded prompts whose text is known, with white noise added
([measures.md](measures.md) tells how). When each word was said is found by aligning the clean
prompt with its text, with whisper-base and float32 weights. Another aligner, pocketsphinx, ended
187 words of one talk 0.07 s later on average, so all delays here may read that much too long.

Every program is reduced to the same thing: what text it showed at what moment, and how much of
that it promised not to take back. All figures are computed from that.

- **Word and character error rate**: the finished text against the text of the talk, after
  Whisper's normalizer. *One pass, no hurry* is faster-whisper with its own settings over each
  prompt cut at its true edges: what the weights can do.
- **Lost in rows, doubled**: words in rows of four and more that are missing; words that came again
  right after they came.
- **Promised word**: from the end of a word that was rightly heard to the moment from which on it
  stayed in the promised text. *Computing not counted* takes the media time that had been heard
  instead of wall time.
- **Shown word**: the same to the moment at which it could first be read at its place.
- **First words of a passage**: from the beginning of its first word until one of its words was
  shown that stayed right.
- **Whole sentence, end of speech to final**: from the end of a sentence, or of a passage between
  two pauses, until all that was heard of it was promised. Those whose last word was lost do not
  count here.
- **StreamLAAL, LongYAAL**: as the field defines them, passage by passage. `OmniSTEval` 0.1.10
  gives the same figures for the same run; see below.
- **Normalized erasure**: words that were shown and taken back, for each word that stayed.
- **Processor seconds**: of the program with all its processes, from the first sample on; loading
  is not in it. Memory: resident, of all its processes.

A figure of several talks is the median over them.
"""

CHECKING = """\
## Checking it with other people's tools

Beside each trace are logs in the formats of other scorers. `python -m bench.agents install` gets
them, into an environment of their own.

```
cd bench/results/NAME/en-1/dragoman/logs
S=../../../../../.peers/scorers/bin
$S/omnisteval longform --word_level --hypothesis_file longform.jsonl \\
    --speech_segmentation segments.yaml --ref_sentences_file references.txt
$S/simulstream_stats --eval-config simulstream.yaml --log-file simulstream-shown.jsonl
$S/simulstream_score_latency --eval-config simulstream.yaml --log-file simulstream.jsonl \\
    --audio-definition segments.yaml --reference references.txt --scorer stream_laal
```

SimulEval and simulstream can run Dragoman themselves, too: `bench/agents/` holds an agent for
each, and says how.
"""


def page(results: Results, plots: Sequence[Path] = ()) -> str:
    """The page as Markdown; plots are named by their files, beside the page."""
    machine = results.machine
    parts = [
        INTRODUCTION,
        f"Run on {results.date}: {machine.cores} cores of {machine.processor}, "
        f"{machine.memory_gb:.0f} GB, {machine.system}, Python {machine.python}.\n",
        f"```\n{results.command}\n```\n",
        *([f"{results.note}\n"] if results.note else []),
        *(_section(each, plots) for each in comparisons(results)),
        MEASURES,
        CHECKING,
    ]
    return "\n".join(parts)


def write_page(results: Results, folder: Path) -> list[Path]:
    """Write `benchmarks.md` and its plots. Raises `OutputError`, `MissingPart`."""
    plots = draw_plots(results, folder, prefix=PREFIX)
    path = folder / "benchmarks.md"
    try:
        path.write_text(page(results, plots), encoding="utf-8")
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from error
    return [path, *plots]


def _section(comparison: Comparison, plots: Sequence[Path]) -> str:
    lines = [f"## {comparison.title}", "", *_table(comparison), ""]
    if comparison.errors:
        lines += ["Failed:", "", *(f"- {error}" for error in comparison.errors), ""]
    for plot in plots:
        if plot.stem.endswith(f"-{comparison.language}"):
            name = plot.stem.removeprefix(PREFIX).removesuffix(f"-{comparison.language}")
            what = name.replace("-", " ")
            lines += [f"![{what}, {comparison.language}]({plot.name})", ""]
    return "\n".join(lines)


def _table(comparison: Comparison) -> Iterator[str]:
    yield f"| | {' | '.join(comparison.systems)} |"
    yield f"|---|{'---:|' * len(comparison.systems)}"
    for title, cells in comparison.rows:
        yield f"| {title} | {' | '.join(cells)} |"


@click.command()
@click.argument("results", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("docs"),
    show_default=True,
)  # fmt: skip
def main(results: Path, out: Path) -> None:
    """Write docs/benchmarks.md and its plots from the RESULTS of a benchmark."""
    with said_in_one_line():
        for path in write_page(read_results(results), out):
            click.echo(path)


if __name__ == "__main__":
    main()
