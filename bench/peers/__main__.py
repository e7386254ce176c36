"""`python -m bench.peers`: install other captioners, and run them on a talk."""

import sys
from pathlib import Path

import click

from bench.one_line import said_in_one_line
from bench.peers.environment import environment_of, install
from bench.peers.registry import PEERS, find_peer
from bench.peers.runner import run_sessions, session_path
from bench.trace import Trace
from configs.errors import DragomanError


def _cores(context: click.Context, option: click.Parameter, value: str | None) -> tuple[int, ...]:
    """Numbers of processor cores, as `0,1`. Raises `click.BadParameter`."""
    try:
        return tuple(int(part) for part in value.split(",")) if value else ()
    except ValueError:
        raise click.BadParameter(f"{value!r} are not numbers of cores, such as 0,1") from None


@click.group()
def main() -> None:
    """Other captioners, on the same talks with the same weights."""


@main.command("list")
def list_peers() -> None:
    """Which there are."""
    for peer in PEERS.values():
        state = "installed" if environment_of(peer).is_complete else "not installed"
        click.echo(f"{peer.name:15} {peer.title} {peer.version}".rstrip() + f" ({state})")


@main.command("install")
@click.argument("names", nargs=-1)
def install_peers(names: tuple[str, ...]) -> None:
    """Install these, or all; each into an environment of its own (about 1.5 GB)."""
    failed = 0
    for peer in [find_peer(name) for name in names or PEERS]:
        try:
            install(peer, click.echo)
        except DragomanError as error:
            click.secho(f"peers: {error}", fg="red", err=True)
            failed += 1
    sys.exit(failed > 0)


@main.command("run")
@click.argument("name")
@click.option("--wav", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--model", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--language", default="en", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The trace, as JSON.")
@click.option("--cores", callback=_cores, help="Processor cores to stay on, as 0,1.")
@click.option("--sessions", type=click.IntRange(1), default=1, help="As many at a time.")
def run_one(
    name: str,
    wav: Path,
    model: Path,
    language: str,
    out: Path,
    cores: tuple[int, ...],
    sessions: int,
) -> None:
    """Stream a recording through one in real time, and write its trace."""
    traces = run_sessions(name, wav, model, language, out, cores=cores, sessions=sessions)
    for index, trace in enumerate(traces):
        click.echo(f"{session_path(out, index)}: {_summary(trace)}")
    sys.exit(any(trace.error for trace in traces))


def _summary(trace: Trace) -> str:
    if trace.error:
        return f"error: {trace.error}"
    used = trace.usage[-1] if trace.usage else None
    cost = f", {used.cpu_s:.1f} s of processor time, {used.memory_mb:.0f} MB" if used else ""
    return f"{len(trace.text.split())} words, done after {trace.done_s:.1f} s{cost}"


if __name__ == "__main__":
    with said_in_one_line("peers"):
        main(prog_name="python -m bench.peers")
