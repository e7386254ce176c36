"""`make bench`: Dragoman beside other captioners, on the same talks, weights and cores."""

import os
import shlex
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from bench.comparison import comparison_table, comparisons
from bench.material import Material
from bench.measuring import perform
from bench.one_line import said_in_one_line
from bench.ours import NAME
from bench.peers.environment import environment_of
from bench.peers.registry import PEERS
from bench.plots import draw_plots
from bench.report import report_console
from bench.results import Results
from bench.stages import Plan
from configs.errors import DragomanError

__all__ = ["main"]

INTERRUPTED = 130
QUICK_S = 60.0


def _systems(context: click.Context, option: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Names with commas; without any, Dragoman and what is installed."""
    if value is None:
        return (NAME, *(peer.name for peer in PEERS.values() if environment_of(peer).is_complete))
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    unknown = [name for name in names if name not in (NAME, *PEERS)]
    if unknown or not names:
        known = ", ".join((NAME, *PEERS))
        raise click.BadParameter(f"{', '.join(unknown) or 'nothing'}: known are {known}")
    return names


def _numbers(context: click.Context, option: click.Parameter, value: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a row of numbers, such as 1,2,3") from None


def _first_cores() -> str:
    return ",".join(str(core) for core in sorted(os.sched_getaffinity(0))[:2])


@click.command(
    "bench",
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    epilog="\b\nExamples:\n"
    "  dragoman bench --quick\n"
    "  dragoman bench --systems dragoman,naive --language en --seeds 4,5\n"
    "  dragoman bench --recordings FOLDER --language it",
)
@click.option("--systems", callback=_systems, help="With commas.  [default: all installed]")
@click.option("--seeds", callback=_numbers, default="1,2,3", help="One talk for each.")
@click.option("--seconds", type=click.FloatRange(5), default=120.0, help="Length of a talk.")
@click.option("--snr", type=float, default=30.0, help="Speech over noise, dB; 0 is no noise.")
@click.option("--language", "languages", multiple=True, default=("en", "es"), help="Of the talks.")
@click.option(
    "--recordings",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of recordings with their texts beside them, instead of talks.",
)
@click.option("--quick", is_flag=True, help="One talk of a minute in the first language.")
@click.option("--cores", callback=_numbers, default=_first_cores, help="Processor cores to use.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="For Dragoman.")
@click.option("--name", help="Of the results.  [default: date and time]")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench", "results"))
def main(
    systems: tuple[str, ...],
    seeds: tuple[int, ...],
    seconds: float,
    snr: float,
    languages: tuple[str, ...],
    recordings: Path | None,
    quick: bool,
    cores: tuple[int, ...],
    settings: tuple[str, ...],
    name: str | None,
    out: Path,
) -> None:
    """Measure Dragoman beside other captioners, in real time, on talks joined from real speech.

    Peers are installed with `python -m bench.peers install`. Ctrl-C ends it and keeps what was
    measured.
    """
    plan = Plan(
        name=name or time.strftime("%Y-%m-%d-%H%M"),
        out=out,
        material=_material(seeds, seconds, snr, recordings, quick=quick),
        languages=languages[:1] if quick or recordings else languages,
        systems=systems,
        cores=cores,
        settings=settings,
        command=shlex.join(["python", "-m", "bench.benchmark", *sys.argv[1:]]),
    )
    console = report_console()
    with said_in_one_line():
        _announce(plan, console)
        with _stopped_like_ctrl_c():
            results = perform(plan, console)
        _report(plan, results, console)
    if results.note:
        sys.exit(INTERRUPTED)
    sys.exit(any(run.error for run in results.runs if run.system == NAME))


def _material(
    seeds: tuple[int, ...], seconds: float, snr_db: float, recordings: Path | None, *, quick: bool
) -> Material:
    if recordings is not None:
        return Material(recordings=recordings)
    if quick:
        seeds, seconds = seeds[:1], min(seconds, QUICK_S)
    return Material(seeds, seconds, (snr_db or None,))


@contextmanager
def _stopped_like_ctrl_c() -> Iterator[None]:
    """Whoever tells us to end means the systems that we run as well."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _announce(plan: Plan, console: Console) -> None:
    allowed = os.sched_getaffinity(0)
    if not set(plan.cores) <= allowed:
        raise DragomanError(f"cores {plan.cores} are not all among {sorted(allowed)}")
    material = plan.material
    talks = len(plan.languages) * len(material.seeds)
    minutes = talks * len(plan.systems) * (material.seconds + 15) / 60
    if material.recordings is None:
        console.print(
            f"talks: {talks} of {material.seconds:.0f} s, systems: {', '.join(plan.systems)}; "
            f"about {minutes:.0f} min, and some for timing the words of new talks",
            highlight=False,
        )


def _report(plan: Plan, results: Results, console: Console) -> None:
    for comparison in comparisons(results):
        console.print(comparison_table(comparison))
    folder = plan.out / plan.name
    try:
        draw_plots(results, folder, formats=("svg", "png"))
    except DragomanError as error:
        # Figures that took an hour are not lost for want of a plot.
        console.print(f"no plots: {error}", markup=False, highlight=False)
    console.print(f"results: {plan.out / plan.name}.json, traces and plots: {folder}/")


if __name__ == "__main__":
    main()
