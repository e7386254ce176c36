"""How the programs of the bench end when something goes wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bench.live import RunFailed
from configs.errors import DragomanError

__all__ = ["said_in_one_line"]


@contextmanager
def said_in_one_line(program: str = "bench") -> Iterator[None]:
    """What Dragoman raises on purpose ends the program: one line, and the status that fits."""
    try:
        yield
    except RunFailed as failed:  # that program has said it
        sys.exit(failed.exit_status)
    except DragomanError as error:
        click.secho(f"{program}: {' '.join(str(error).split())}", fg="red", err=True)
        sys.exit(error.exit_status)
