"""`dragoman devices`: which microphones and loudspeakers there are."""

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from audio_io.devices import AudioDevice, list_devices

__all__ = ["command"]


@click.command(
    "devices",
    epilog="\b\nExamples:\n  dragoman devices\n  dragoman captions mic:2",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
def command(as_json: bool) -> None:
    """List the sound devices, with the numbers and names that mic:… takes."""
    devices = list_devices()
    if as_json:
        click.echo(json.dumps([asdict(device) for device in devices], indent=2))
    elif devices:
        Console().print(_table(devices))
    else:
        click.echo("This machine has no sound devices; files and standard input work without.")


def _table(devices: tuple[AudioDevice, ...]) -> Table:
    table = Table("index", "name", "through", "in", "out", "rate (Hz)", "default", box=None)
    for device in devices:
        default = ["input"] * device.is_default_input + ["output"] * device.is_default_output
        table.add_row(
            str(device.index),
            device.name,
            device.host_api,
            str(device.input_channels),
            str(device.output_channels),
            str(device.default_rate_hz),
            ", ".join(default),
        )
    return table
