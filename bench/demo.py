"""The demo: a talk of real recorded speech, captioned, translated and spoken live, then scored."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import click
from rich.console import Console

from bench.echo import echo_errors
from bench.engines import (
    ECHO_MODEL,
    needed_models,
    open_recognizer,
    open_translator,
    settings,
)
from bench.interpreting import Interpreted, RunFailed, interpret, run_dragoman
from bench.prompts import find_prompts
from bench.quality import reference_translations
from bench.report import paths_table, scores_table
from bench.scores import Scores, score
from bench.talk import Talk, join_talk
from bench.words import WordErrors
from configs.errors import DragomanError
from configs.schema import Config
from model_store.store import ModelStore
from translators.translate import Pair

__all__ = ["Demo", "demo_talk", "run_demo"]

SCRIPTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "demo-congrats",
            "demo-abouttotry",
            "conf-placeintoconf",
            "vm-newuser",
            "demo-nogo",
            "vm-tmpexists",
            "conf-onlyone",
            "demo-thanks",
        ),
    }
)
"""What is said in the demo: long prompts of one voice, by id, in this order. The recordings say
what the list says, which is all that they were chosen for."""
SEED = 1
"""Of the pauses."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What to show."""

    pair: Pair
    out: Path
    profile: str = "light"
    overrides: tuple[str, ...] = ()
    checks_speech: bool = False
    """Recognise the spoken translation again even if the model for that must be fetched."""


def demo_talk(language: str, *, passages: int | None = None) -> Talk:
    """The talk in a language, or its first passages. Raises `MissingPart`."""
    prompts = find_prompts(language)
    return join_talk([prompts[name] for name in SCRIPTS[language][:passages]], seed=SEED)


def run_demo(demo: Demo, talk: Talk) -> tuple[Interpreted, Scores]:
    """Fetch what is missing, stream the talk, and score it."""
    config, store = settings(demo.profile, demo.overrides)
    with open_translator(config, store, demo.pair):
        pass  # An impossible pair is found here, before anything is fetched for it.
    _pull(config, store, demo)
    done = interpret(talk, demo.pair, demo.out, profile=demo.profile, overrides=demo.overrides)
    with open_translator(config, store, demo.pair) as translate:
        references = reference_translations(talk, translate)
    echo = _echo(done, config, store, demo)
    return done, score(done.events, talk, done.run, references=references, echo=echo)


def _pull(config: Config, store: ModelStore, demo: Demo) -> None:
    names = needed_models(config, store, demo.pair)
    if demo.checks_speech:
        names.append(ECHO_MODEL)
    missing = [name for name in dict.fromkeys(names) if not store.has(name)]
    if missing:
        changed = [part for setting in demo.overrides for part in ("--set", setting)]
        run_dragoman(["models", "pull", *missing, *changed])


def _echo(done: Interpreted, config: Config, store: ModelStore, demo: Demo) -> WordErrors | None:
    if not store.has(ECHO_MODEL):
        return None
    with open_recognizer(config, store, ECHO_MODEL) as recognizer:
        return echo_errors(done.events, done.speech, recognizer, demo.pair.target)


@click.command()
@click.option("--from", "source", default="en", show_default=True, help="Language of the talk.")
@click.option("--to", "target", default="pt", show_default=True, help="Language to speak.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for what is written.")
@click.option("--check-speech", is_flag=True, help="Fetch what recognises the speech again.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
def main(
    source: str, target: str, out: Path | None, check_speech: bool, overrides: tuple[str, ...]
) -> None:
    """Stream a talk of real recorded speech through `dragoman interpret`, and score it."""
    default = Path("out", "demo" if (source, target) == ("en", "pt") else f"demo-{source}-{target}")
    demo = Demo(Pair(source, target), out or default, "light", overrides, check_speech)
    try:
        talk = demo_talk(source)
        passages = len(talk.passages)
        click.echo(f"A talk of {talk.duration_s:.0f} s in {passages} parts, {source} to {target}.")
        done, scores = run_demo(demo, talk)
    except RunFailed as failed:
        sys.exit(failed.exit_status)
    except DragomanError as error:
        click.secho(f"demo: {error}", fg="red", err=True)
        sys.exit(error.exit_status)
    console = Console()
    console.print(scores_table(scores, f"The demo, {source} to {target}"))
    console.print(paths_table(_written(done)))


def _written(done: Interpreted) -> list[tuple[str, Path]]:
    captions = sorted(done.out.glob("captions.*"))
    return [
        ("the talk", done.out / "talk.wav"),
        ("what is said in it", done.out / "talk.txt"),
        *(("captions", path) for path in captions),
        ("every event", done.out / "events.jsonl"),
        ("the spoken translation", done.speech),
    ]


if __name__ == "__main__":
    main()
