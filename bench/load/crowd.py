"""`python -m bench.load.crowd`: many listeners in a process of their own.

Says `ready` in a line when all of them are in, and at the end of its input in another line what
came.
"""

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack
from typing import Any

import click

from bench.load.caller import Caller, caller
from bench.load.member import Member, member

__all__ = ["main"]

AT_ONCE = 8
"""Who join at the same time."""


@click.command()
@click.option("--url", required=True)
@click.option("--room", "rooms", multiple=True, required=True)
@click.option("--each", default=1, help="Listeners in each room.")
@click.option("--calls", is_flag=True, help="With WebRTC.")
def main(url: str, rooms: tuple[str, ...], each: int, calls: bool) -> None:
    """Listen until the input ends."""
    asyncio.run(_listen(url, [room for _ in range(each) for room in rooms], calls=calls))


async def _listen(url: str, rooms: list[str], *, calls: bool) -> None:
    members: list[Member] = []
    callers: list[Caller] = []
    turns = asyncio.Semaphore(AT_ONCE)
    async with AsyncExitStack() as stack:

        async def join(room: str, number: int) -> None:
            hello: dict[str, Any] = {"name": f"L{number}", "speaks": "en", "reads": ["pt"]}
            async with turns:
                if calls:
                    calling, somebody = await stack.enter_async_context(caller(url, room, **hello))
                    callers.append(calling)
                else:
                    somebody = await stack.enter_async_context(member(url, room, **hello))
                members.append(somebody)

        await asyncio.gather(*(join(room, number) for number, room in enumerate(rooms)))
        _tell("ready")
        before = _counts(members, callers)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        after = _counts(members, callers)
        found = {key: after[key] - before[key] for key in before}
        _tell(json.dumps({**found, "cut_off": sum(each.cut_off for each in members)}))


def _counts(members: list[Member], callers: list[Caller]) -> dict[str, float]:
    over_sockets = sum(each.messages for each in members)
    return {
        "messages": over_sockets + sum(each.messages for each in callers),
        "packets": sum(each.packets for each in callers),
        "cpu_s": time.process_time(),
        "wall_s": time.monotonic(),
    }


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
