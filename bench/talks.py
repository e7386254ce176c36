"""`make talks`: many talks, each beside one pass of the same model over the same speech."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from bench.engines import needed_models, open_translator, read_settings
from bench.live import caption, interpret
from bench.material import Material
from bench.one_line import said_in_one_line
from bench.one_pass import one_pass_errors
from bench.quality import reference_translations
from bench.report import report_console, scores_table
from bench.scores import Scores, score
from bench.talk import Talk
from configs.errors import OutputError
from translators.translate import Pair

__all__ = ["Trial", "run_talk"]

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Trial:
    """How talks are streamed."""

    pair: Pair
    out: Path
    detects: bool = False
    """Captions only, and the language is not told."""
    settings: tuple[str, ...] = ()


def run_talk(trial: Trial, name: str, talk: Talk) -> Scores:
    """Stream one talk and score it. Raises what the run raises."""
    config, store = read_settings(trial.settings)
    out = trial.out / name
    heard = Pair(AUTO, trial.pair.target) if trial.detects else trial.pair
    references: Mapping[str, str] | None = None
    if trial.detects:
        live = caption(talk, out, settings=trial.settings, quiet=True)
    else:
        live = interpret(talk, trial.pair, out, settings=trial.settings, quiet=True)
        with open_translator(config, store, trial.pair) as translate:
            references = reference_translations(talk, translate)
    model = store.ensure(needed_models(config, store, heard)[0])
    one_pass = one_pass_errors(talk, model, threads=config.recognize.threads)
    return score(
        live.events, talk, live.run, references=references, one_pass=one_pass, detects=trial.detects
    )


def _save(results: Sequence[tuple[str, Scores]], path: Path) -> None:
    try:
        text = json.dumps({name: asdict(scores) for name, scores in results}, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from error


@click.command()
@click.option("--from", "source", default="en", show_default=True, help="Language of the talks.")
@click.option("--to", "target", default="pt", show_default=True, help="Language to speak.")
@click.option("--seed", "seeds", type=int, multiple=True, help="One talk of prompts for each.")
@click.option("--seconds", "length_s", default=75.0, show_default=True, help="Length of a talk.")
@click.option("--snr", type=float, default=20.0, show_default=True, help="Noise, in decibels.")
@click.option(
    "--recordings",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of recordings with their texts beside them.",
)
@click.option("--detect", "detects", is_flag=True, help="Captions only, language not told.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("out", "bench"), show_default=True
)
def main(
    source: str,
    target: str,
    seeds: tuple[int, ...],
    length_s: float,
    snr: float,
    recordings: Path | None,
    detects: bool,
    settings: tuple[str, ...],
    out: Path,
) -> None:
    """Stream talks in real time, with and without noise, and print what is measured."""
    if not seeds and recordings is None:
        raise click.UsageError("say which talks: --seed 1, or --recordings FOLDER")
    material = Material(seeds, length_s, (None, snr), recordings)
    trial = Trial(Pair(source, target), out, detects=detects, settings=settings)
    results: list[tuple[str, Scores]] = []
    with said_in_one_line():
        for spoken in material.talks(source):
            click.echo(f"{spoken.name}: {spoken.talk.duration_s:.0f} s in real time")
            results.append((spoken.name, run_talk(trial, spoken.name, spoken.talk)))
            _save(results, out / "scores.json")
    report_console().print(scores_table(results, f"{source} to {target}"))


if __name__ == "__main__":
    main()
