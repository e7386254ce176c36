"""`make talks`: many talks, each beside one pass of the same model over the same speech."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from bench.engines import needed_models, open_translator, read_settings
from bench.live import RunFailed, caption, interpret
from bench.one_pass import one_pass_errors
from bench.prompts import find_prompts
from bench.quality import reference_translations
from bench.report import report_console, scores_table
from bench.scores import Scores, score
from bench.talk import Talk, make_talk, recorded_talk
from configs.errors import DragomanError, OutputError
from translators.translate import Pair

__all__ = ["Plan", "run_talk", "talks"]

AUTO = "auto"
RECORDINGS = (".wav", ".flac", ".g722", ".mp3", ".ogg")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which talks, and how they are streamed."""

    pair: Pair
    out: Path
    seeds: tuple[int, ...] = ()
    seconds: float = 75.0
    snrs_db: tuple[float | None, ...] = (None, 20.0)
    """Loudness of the speech over the noise; None is without noise."""
    recordings: Path | None = None
    """A folder of recordings with their texts beside them, as `name.txt`."""
    detects: bool = False
    """Captions only, and the language is not told."""
    settings: tuple[str, ...] = ()


def talks(plan: Plan) -> Iterator[tuple[str, Talk]]:
    """The talks of a plan, by name. Raises `MissingPart`, `BadAudio`."""
    language = plan.pair.source
    prompts = find_prompts(language).values() if plan.seeds else ()
    for seed in plan.seeds:
        for snr_db in plan.snrs_db:
            talk = make_talk(prompts, seed=seed, seconds=plan.seconds, snr_db=snr_db)
            noise = "" if snr_db is None else f"-{snr_db:.0f}dB"
            yield f"{language}-{seed}{noise}", talk
    if plan.recordings is None:
        return
    for path in sorted(plan.recordings.iterdir()):
        text = path.with_suffix(".txt")
        if path.suffix in RECORDINGS and text.is_file():
            yield path.stem, recorded_talk(path, text.read_text(encoding="utf-8"), language)


def run_talk(plan: Plan, name: str, talk: Talk) -> Scores:
    """Stream one talk and score it. Raises what the run raises."""
    config, store = read_settings(plan.settings)
    out = plan.out / name
    heard = Pair(AUTO, plan.pair.target) if plan.detects else plan.pair
    references: Mapping[str, str] | None = None
    if plan.detects:
        live = caption(talk, out, settings=plan.settings, quiet=True)
    else:
        live = interpret(talk, plan.pair, out, settings=plan.settings, quiet=True)
        with open_translator(config, store, plan.pair) as translate:
            references = reference_translations(talk, translate)
    model = store.ensure(needed_models(config, store, heard)[0])
    one_pass = one_pass_errors(talk, model, threads=config.recognize.threads)
    return score(
        live.events, talk, live.run, references=references, one_pass=one_pass, detects=plan.detects
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
    plan = Plan(
        pair=Pair(source, target),
        out=out,
        seeds=seeds,
        seconds=length_s,
        snrs_db=(None, snr),
        recordings=recordings,
        detects=detects,
        settings=settings,
    )
    results: list[tuple[str, Scores]] = []
    try:
        for name, talk in talks(plan):
            click.echo(f"{name}: {talk.duration_s:.0f} s in real time")
            results.append((name, run_talk(plan, name, talk)))
            _save(results, out / "scores.json")
    except RunFailed as failed:
        sys.exit(failed.exit_status)
    except DragomanError as error:
        click.secho(f"bench: {error}", fg="red", err=True)
        sys.exit(error.exit_status)
    report_console().print(scores_table(results, f"{source} to {target}"))


if __name__ == "__main__":
    main()
