"""`dragoman bench`: measure Dragoman beside other captioners. Only a source checkout can."""

import sys
from importlib import import_module
from pathlib import Path

import click

import dragoman
from configs.errors import DragomanError, MissingPart

__all__ = ["command"]

CHECKOUT = Path(dragoman.__file__).parents[1]


@click.command(
    "bench",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def command(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """Measure Dragoman beside other captioners, on talks joined from real speech.

    It needs a checkout of the source: what measures is not installed with the program.
    """
    if not (CHECKOUT / "bench" / "benchmark.py").is_file():
        raise DragomanError(
            "bench needs a checkout of Dragoman's source, where `make bench` runs it; "
            "it is not installed with the program"
        )
    if str(CHECKOUT) not in sys.path:
        sys.path.insert(0, str(CHECKOUT))
    try:
        benchmark = import_module("bench.benchmark")
    except ModuleNotFoundError as error:
        what = f"what bench needs ({error.name})"
        raise MissingPart(what, f"pip install --editable '{CHECKOUT}[dev,bench]'") from error
    benchmark.main(list(arguments), prog_name=ctx.command_path)
