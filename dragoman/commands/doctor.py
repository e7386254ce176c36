"""`dragoman doctor`: what works on this machine, and what would make the rest work."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from configs.load import load_config
from dragoman.checkup import Checkup, EngineState, examine
from model_store.store import open_store

__all__ = ["command"]

_PLAIN_COLUMNS = 200
"""Width where the output is no terminal, so that nothing is cut off."""


@click.command(
    "doctor",
    epilog="\b\nExamples:\n"
    "  dragoman doctor\n"
    "  dragoman doctor --json | jq '.engines[] | select(.usable | not)'",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
@click.pass_context
def command(ctx: click.Context, as_json: bool, overrides: tuple[str, ...]) -> None:
    """Tell which engines work here, and the command that makes each of the others work.

    The exit status is 0 if speech can be heard, captioned, translated and spoken, and 1 if not.
    Nothing is loaded or fetched.
    """
    config = load_config(overrides=overrides).config
    found = examine(open_store(config.models, offline=True))
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        _show(found)
    ctx.exit(0 if found.works else 1)


def _show(found: Checkup) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = _PLAIN_COLUMNS
    console.print(_engines(found.engines), markup=False, highlight=False)
    click.echo()
    for line in _lines(found):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _engines(engines: tuple[EngineState, ...]) -> Table:
    table = Table("role", "engine", "", "", box=None, pad_edge=False)
    for engine in engines:
        detail = engine.detail
        if engine.command:
            detail = f"{detail}; run: {engine.command}"
        table.add_row(engine.role, engine.name, "ok" if engine.usable else "no", detail)
    return table


def _lines(found: Checkup) -> Iterator[str]:
    yield f"machine: {found.cores} cores, {found.gpus or 'no'} NVIDIA cards that can be used"
    yield f"auto: {found.auto.reason}"
    yield f"microphones: {_devices(found, is_input=True)}"
    yield f"loudspeakers: {_devices(found, is_input=False)}"
    yield f"cameras: {', '.join(found.cameras) or 'none'}"
    yield f"models: {', '.join(found.models) or 'none'}, in {found.cache}"
    seeing = "" if found.sees else " (For the camera something is missing, see detect and read.)"
    if found.works:
        yield f"Everything is there to hear, caption, translate and speak.{seeing}"
    else:
        pull = "dragoman models pull --profile light"
        yield f"Something is missing, see above; all small models come with: {pull}"


def _devices(found: Checkup, *, is_input: bool) -> str:
    if found.devices_problem:
        return found.devices_problem
    usable = (
        f"{device.index} {device.name}"
        for device in found.devices
        if (device.input_channels if is_input else device.output_channels)
    )
    return ", ".join(usable) or "none; files and standard input work without"
