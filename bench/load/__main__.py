"""`python -m bench.load`: how much a server carries on this machine.

The clients run on the same machine and take their share of it: what is printed is what server and
clients together could do, with the cores that each of them used.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from bench.delays import Spread
from bench.load.cycles import come_and_go
from bench.load.gateway import Carried, Swarm, carry
from bench.load.speakers import Spoken, speak_together, talks
from bench.one_line import said_in_one_line
from bench.report import report_console

__all__ = ["main"]

OUT = click.option("--out", type=click.Path(path_type=Path), help="A file for the results, JSON.")


@click.group()
def main() -> None:
    """How many listeners and speakers a server carries on this machine."""


@main.command()
@click.option("--rooms", multiple=True, type=int, default=(4,), show_default=True)
@click.option(
    "--listeners", default=25, show_default=True, help="In each room, besides who speaks."
)
@click.option("--calls", is_flag=True, help="Listeners with WebRTC; else with the socket alone.")
@click.option("--seconds", default=20.0, show_default=True, help="For how long they speak.")
@OUT
def gateway(
    rooms: tuple[int, ...], listeners: int, calls: bool, seconds: float, out: Path | None
) -> None:
    """Engines that cost nothing: what the gateway alone serves."""
    found = []
    with said_in_one_line():
        for count in rooms:
            found.append(asyncio.run(carry(Swarm(count, listeners, calls, seconds))))
            click.echo(f"{count} rooms: {json.dumps(asdict(found[-1]))}")
    _report([_carried(one) for one in found], found, out)


@main.command()
@click.option("--people", multiple=True, type=int, default=(1, 2, 4), show_default=True)
@click.option("--seconds", default=30.0, show_default=True, help="Length of each talk.")
@click.option("--reads", default="", help="A language that each one's listener reads.")
@click.option("--hears", default="", help="A language that each one's listener hears.")
@OUT
def speakers(
    people: tuple[int, ...], seconds: float, reads: str, hears: str, out: Path | None
) -> None:
    """The light profile: people who speak at once, each in a room of their own."""
    found = []
    with said_in_one_line():
        for count in people:
            said = talks(count, seconds)
            found.append(asyncio.run(speak_together(said, reads=reads, hears=hears)))
            click.echo(f"{count} people: {json.dumps(asdict(found[-1]))}")
    _report([_spoken(one) for one in found], found, out)


@main.command()
@click.option("--cycles", default=100, show_default=True)
@OUT
def cycles(cycles: int, out: Path | None) -> None:
    """People who come and go: what they leave behind."""
    with said_in_one_line():
        found = asyncio.run(come_and_go(cycles))
    row = {
        "cycles": str(found.cycles),
        "resident MB, over time": " · ".join(f"{each:.1f}" for each in found.memory_mb),
        "tasks": f"{found.tasks:+d}",
        "threads": f"{found.threads:+d}",
    }
    _report([row], [found], out)


def _carried(one: Carried) -> dict[str, str]:
    return {
        "rooms": str(one.swarm.rooms),
        "listeners": str(one.swarm.people),
        "event to listener p50 · p95 · p99 · max ms": " · ".join(
            f"{1000 * each:.1f}"
            for each in (one.latency.p50_s, one.latency.p95_s, one.p99_s, one.latency.max_s)
        ),
        "messages a s": f"{one.messages_per_s:.0f}",
        "sound packets that came": f"{one.packets_share:.1%}" if one.swarm.calls else "-",
        "cores: server · clients · others": (
            f"{one.server_cpu:.2f} · {one.clients_cpu:.2f} · {one.others_cpu:.2f}"
        ),
        "MB": f"{one.server_mb:.0f}",
        "cut off": str(one.cut_off),
    }


def _spoken(one: Spoken) -> dict[str, str]:
    sustained = one.sustained
    return {
        "people": str(sustained.sessions),
        "final p50 · p95 · max s": _seconds(sustained.final),
        "translation p50 · p95 · max s": _seconds(one.translation),
        "drafts a s": f"{sustained.partials_per_s:.2f}",
        "errors": f"{sustained.error_rate:.1%}",
        "CPU s a s": f"{sustained.cpu_per_s:.2f}",
        "given up s": f"{sustained.given_up_s:.1f}",
        "spoken · skipped": f"{one.spoken} · {one.skipped}",
        "MB": f"{one.server_mb:.0f}",
        "cores, others": f"{one.others_cpu:.2f}",
    }


def _seconds(spread: Spread | None) -> str:
    if spread is None:
        return "-"
    return f"{spread.p50_s:.2f} · {spread.p95_s:.2f} · {spread.max_s:.2f}"


def _report(rows: Sequence[dict[str, str]], found: Sequence[Any], out: Path | None) -> None:
    table = Table()
    for name in rows[0]:
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*row.values())
    report_console().print(table)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps([asdict(one) for one in found], indent=1)
        out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
