"""`python -m bench.calls`: how late captions and speech are in a call between two browsers.

A recorded English voice is the microphone of one Chromium; the other one reads and hears it in
another language. Every delay is from the true end of what was said to when it came to the page,
or could be heard there.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from bench.calls.call import HEARD, Call, hold_call
from bench.delays import Spread, caption_delays, speech_delays, translation_delays
from bench.demo import PAUSE_S, SCRIPTS
from bench.echo import echo_errors
from bench.engines import ECHO_MODEL, open_recognizer, read_settings
from bench.one_line import said_in_one_line
from bench.prompts import find_prompts
from bench.reading import final_transcripts, read_events, spoken_clauses
from bench.report import report_console
from bench.talk import Talk, join_talk
from bench.words import WordErrors, word_errors
from streaming.events import Event

__all__ = ["call_talk", "echo", "measures"]

OUT = Path("out/call")
EVENTS = "events.jsonl"


def call_talk(prompts: int, *, seed: int = 1) -> Talk:
    """The first prompts of the demo's English talk. Raises `MissingPart`."""
    known = find_prompts("en")
    chosen = [known[name] for name in SCRIPTS["en"][:prompts]]
    return join_talk(chosen, seed=seed, pause_s=PAUSE_S)


def echo(events: Sequence[Event], wav: Path, target: str) -> WordErrors:
    """What was heard, recognised again, against what the server sent to be spoken."""
    config, store = read_settings()
    with open_recognizer(config, store, ECHO_MODEL) as recognizer:
        return echo_errors(events, wav, recognizer, target)


def measures(call: Call, talk: Talk) -> dict[str, Any]:
    """Everything by name, ready for JSON."""
    events = call.heard.events
    said = " ".join(final.text for _, final in final_transcripts(events))
    return {
        "talk_s": talk.duration_s,
        "caption": _spread(caption_delays(events, talk)),
        "translation": _spread(translation_delays(events, talk)),
        "speech": _spread(speech_delays(events, talk)),
        "sentences_spoken": len(spoken_clauses(events)),
        "errors": word_errors([talk.text], [said], talk.language).rate,
        "way_s": call.heard.way_s,
        "server_cpu_per_s": call.server_cpu_s / talk.duration_s,
    }


def _spread(delays: list[float]) -> dict[str, float] | None:
    found = Spread.of(delays)
    return None if found is None else asdict(found)


def _table(found: dict[str, Any]) -> Table:
    table = Table("", "", show_header=False)
    for name, value in found.items():
        table.add_row(name, _text(value))
    return table


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return " · ".join(f"{name} {each:.2f}" for name, each in value.items())
    return f"{value:.3f}" if isinstance(value, float) else str(value)


@click.group()
def main() -> None:
    """Hold a call between two browsers, and measure it."""


@main.command()
@click.option("--to", "target", default="pt", show_default=True, help="What the other one hears.")
@click.option("--prompts", default=6, show_default=True, help="How many, of the demo's eight.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
@click.option("--pictures", type=click.Path(path_type=Path), help="Where pictures of the pages go.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
def hold(
    target: str, prompts: int, out: Path, pictures: Path | None, settings: tuple[str, ...]
) -> None:
    """Let the talk be said and heard, and print the delays."""
    out = out.resolve()
    with said_in_one_line():
        talk = call_talk(prompts)
        out.mkdir(parents=True, exist_ok=True)
        call = asyncio.run(hold_call(talk, target, out, pictures=pictures, settings=settings))
        found = measures(call, talk)
    (out / EVENTS).write_text(
        "".join(f"{event.to_json()}\n" for event in call.heard.events), encoding="utf-8"
    )
    (out / "call.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    report_console().print(_table(found))


@main.command("echo")
@click.option("--to", "target", default="pt", show_default=True, help="What was heard.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
def echo_command(target: str, out: Path) -> None:
    """Recognise again what was heard in the last call."""
    with said_in_one_line():
        found = echo(read_events(out / EVENTS), out / HEARD, target)
    click.echo(f"{found.errors} of {found.words} words, {found.rate:.1%}")


if __name__ == "__main__":
    main()
