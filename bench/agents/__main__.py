"""`python -m bench.agents install`: get other people's scorers."""

import sys

import click

from bench.agents.install import ENVIRONMENT, SCORERS, install
from configs.errors import DragomanError


@click.group()
def main() -> None:
    """Other people's scorers, and Dragoman as their agent."""


@main.command("install")
def install_command() -> None:
    """Install the scorers into an environment of their own, with what Dragoman needs."""
    click.echo(f"Installing {', '.join(SCORERS)} into {ENVIRONMENT} (a few minutes)")
    try:
        install()
    except DragomanError as error:
        click.secho(f"agents: {error}", fg="red", err=True)
        sys.exit(error.exit_status)


if __name__ == "__main__":
    main(prog_name="python -m bench.agents")
