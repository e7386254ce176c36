"""The command `dragoman`: finds its subcommands, and turns errors into a line and a status."""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from configs.errors import DragomanError

__all__ = ["main"]

INTERRUPTED = 130
"""128 and the number of SIGINT: what a shell reports of a program that Ctrl-C ended."""

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "captions": "Caption speech while it is spoken, and translate the captions.",
        "interpret": "Say in one language what is said in another.",
        "narrate": "Say what a camera, a film or a picture shows, for people who cannot see it.",
        "serve": "Captions, translation and calls in the browser, and APIs for other programs.",
        "doctor": "Tell what works on this machine, and what would make the rest work.",
        "models": "Show, get, check and delete models.",
        "config": "Show every setting, its value, and where the value came from.",
        "devices": "List the sound devices.",
        "bench": "Measure Dragoman beside other captioners, from a checkout of its source.",
    }
)
"""The subcommands, each a module of its name, and what they do: known without loading them."""


class _Commands(click.Group):
    """Loads a subcommand when it is asked for, so that `--help` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"dragoman.commands.{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            _see_current_folder()
            return super().invoke(ctx)
        except DragomanError as error:
            click.secho(f"dragoman: {error.in_one_line}", fg="red", err=True)
            ctx.exit(error.exit_status)
        except KeyboardInterrupt:
            click.echo("dragoman: stopped", err=True)
            ctx.exit(INTERRUPTED)


def _see_current_folder() -> None:
    """Libraries that look for their parts end the program where it has been deleted."""
    try:
        Path.cwd()
    except OSError as error:
        raise DragomanError("the current folder is gone; go to another one") from error


def _show_version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    try:
        number = version("dragoman")
    except PackageNotFoundError:
        number = "(not installed; running from its source)"
    click.echo(f"dragoman {number}")
    ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n"
    "  dragoman captions talk.mp4 --translate-to es --out captions\n"
    "  dragoman captions mic --language en\n"
    "  dragoman interpret mic --from en --to pt --play --headphones\n"
    "  dragoman narrate --camera 0\n"
    "  dragoman serve\n"
    "  dragoman doctor",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Live captions, translation and interpretation of speech, on your own machine."""
