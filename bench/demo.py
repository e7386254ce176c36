"""The demo: a talk of real recorded speech, captioned, translated and spoken live, then scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import click

from bench.echo import echo_errors
from bench.engines import (
    ECHO_MODEL,
    needed_models,
    open_recognizer,
    open_translator,
    read_settings,
)
from bench.live import Live, interpret, run_dragoman
from bench.one_line import said_in_one_line
from bench.prompts import find_prompts
from bench.quality import reference_translations
from bench.report import paths_table, report_console, scores_table
from bench.scores import Scores, score
from bench.talk import Talk, join_talk
from bench.words import WordErrors
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
        "es": (
            "confbridge-lock-extended",
            "confbridge-pin",
            "conf-adminmenu-18",
            "confbridge-lock-no-join",
            "confbridge-pin-bad",
            "demo-nomatch",
            "vm-starmain",
            "confbridge-rest-list-vol-in",
        ),
        "fr": (
            "confbridge-mute-extended",
            "vm-nobox",
            "conf-adminmenu-162",
            "ss-noservice",
            "demo-enterkeywords",
            "tt-allbusy",
            "confbridge-pin-bad",
            "confbridge-only-participant",
        ),
        "it": (
            "demo-abouttotry",
            "vm-newuser",
            "demo-nogo",
            "tt-allbusy",
            "demo-echotest",
            "demo-enterkeywords",
            "queue-periodic-announce",
        ),
        "ru": (
            "vm-newuser",
            "demo-abouttotry",
            "tt-allbusy",
            "demo-nogo",
            "queue-periodic-announce",
            "vm-nobox",
            "demo-enterkeywords",
            "ss-noservice",
            "confbridge-lock-no-join",
            "demo-nomatch",
        ),
    }
)
"""What is said in the demo: long prompts of one voice, by id, in this order. The recordings say
what the list says, which is all that they were chosen for."""
SEED = 1
"""Of the pauses."""
PAUSE_S = (1.2, 2.2)
"""Between two prompts: somebody who knows that an interpreter is speaking pauses this long."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What to show."""

    pair: Pair
    out: Path
    settings: tuple[str, ...] = ()
    checks_speech: bool = False
    """Recognise the spoken translation again even if the model for that must be fetched."""


def demo_talk(language: str) -> Talk:
    """The talk in a language. Raises `MissingPart`, or `DragomanError` where there is none."""
    prompts = find_prompts(language)
    chosen = [prompts[name] for name in SCRIPTS[language]]
    return join_talk(chosen, seed=SEED, pause_s=PAUSE_S)


def run_demo(demo: Demo, talk: Talk) -> tuple[Live, Scores]:
    """Fetch what is missing, stream the talk, and score it. Raises what the run raises."""
    config, store = read_settings(demo.settings)
    with open_translator(config, store, demo.pair):
        pass  # An impossible pair is found here, before anything is fetched for it.
    _pull(config, store, demo)
    live = interpret(talk, demo.pair, demo.out, settings=demo.settings)
    with open_translator(config, store, demo.pair) as translate:
        references = reference_translations(talk, translate)
    echo = _echo(live, config, store, demo)
    return live, score(live.events, talk, live.run, references=references, echo=echo)


def _pull(config: Config, store: ModelStore, demo: Demo) -> None:
    names = needed_models(config, store, demo.pair)
    if demo.checks_speech:
        names.append(ECHO_MODEL)
    missing = [name for name in dict.fromkeys(names) if not store.has(name)]
    if missing:
        run_dragoman(["models", "pull", *missing], demo.settings)


def _echo(live: Live, config: Config, store: ModelStore, demo: Demo) -> WordErrors | None:
    if not store.has(ECHO_MODEL):
        return None
    with open_recognizer(config, store, ECHO_MODEL) as recognizer:
        return echo_errors(live.events, _speech(live, demo), recognizer, demo.pair.target)


def _speech(live: Live, demo: Demo) -> Path:
    return live.out / f"speech.{demo.pair.target}.wav"


@click.command()
@click.option("--from", "source", default="en", show_default=True, help="Language of the talk.")
@click.option("--to", "target", default="pt", show_default=True, help="Language to speak.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for what is written.")
@click.option("--check-speech", is_flag=True, help="Fetch what recognises the speech again.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
def main(
    source: str, target: str, out: Path | None, check_speech: bool, changes: tuple[str, ...]
) -> None:
    """Stream a talk of real recorded speech through `dragoman interpret`, and score it."""
    default = Path("out", "demo" if (source, target) == ("en", "pt") else f"demo-{source}-{target}")
    demo = Demo(Pair(source, target), out or default, changes, check_speech)
    with said_in_one_line("demo"):
        talk = demo_talk(source)
        passages = len(talk.passages)
        click.echo(f"A talk of {talk.duration_s:.0f} s in {passages} parts, {source} to {target}.")
        live, scores = run_demo(demo, talk)
    console = report_console()
    console.print(scores_table([(f"{source} to {target}", scores)], "The demo"))
    console.print(paths_table(_written(live, demo)))


def _written(live: Live, demo: Demo) -> list[tuple[str, Path]]:
    captions = sorted(live.out.glob("captions.*"))
    return [
        ("the talk", live.out / "talk.wav"),
        ("what is said in it", live.out / "talk.txt"),
        *(("captions", path) for path in captions),
        ("every event", live.out / "events.jsonl"),
        ("the spoken translation", _speech(live, demo)),
    ]


if __name__ == "__main__":
    main()
