"""`dragoman config`: every setting, its value, and where the value came from."""

from typing import Any

import click
from rich.console import Console
from rich.table import Table

from configs.load import default_user_file, load_config, show_values
from configs.schema import PROFILES
from configs.server_config import SECRET_KEYS

__all__ = ["command"]

_PLAIN_COLUMNS = 200
"""Width where the output is no terminal, so that nothing is cut off."""
_HIDDEN = "(set, not shown)"


@click.command(
    "config",
    epilog="\b\nExamples:\n"
    "  dragoman config --profile light\n"
    "  dragoman config --set segmenter.min_silence_s=0.8",
)
@click.option("--profile", type=click.Choice(["auto", *PROFILES]), help="Built-in settings.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
def command(profile: str | None, overrides: tuple[str, ...]) -> None:
    """Show every setting, its value, and where the value came from.

    Settings come from the profile, then the user file, then DRAGOMAN_SECTION__KEY in the
    environment, then --set; the last one wins.
    """
    loaded = load_config(profile, overrides=overrides)
    table = Table("setting", "value", "from", box=None, pad_edge=False)
    for key, value in show_values(loaded.config):
        shown = _HIDDEN if value and key in SECRET_KEYS else _text(value)
        table.add_row(key, shown, loaded.origins[key])
    console = Console()
    if not console.is_terminal:
        console.width = _PLAIN_COLUMNS
    console.print(table, markup=False, highlight=False)
    path = default_user_file()
    state = "" if path.exists() else " (does not exist)"
    click.echo(f"\nuser file: {path}{state}")


def _text(value: Any) -> str:
    """As it would be written after `--set key=`."""
    return ",".join(value) if isinstance(value, tuple) else str(value)
