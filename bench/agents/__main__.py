"""`python -m bench.agents install`: get other people's scorers."""

import click

from bench.agents.install import ENVIRONMENT, SCORERS, install
from bench.one_line import said_in_one_line


@click.group()
def main() -> None:
    """Other people's scorers, and Dragoman as their agent."""


@main.command("install")
def install_command() -> None:
    """Install the scorers into an environment of their own, with what Dragoman needs."""
    click.echo(f"Installing {', '.join(SCORERS)} into {ENVIRONMENT} (a few minutes)")
    with said_in_one_line("agents"):
        install()


if __name__ == "__main__":
    main(prog_name="python -m bench.agents")
