"""How many listeners the gateway serves, with engines that cost nothing."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bench.calls.program import serving
from bench.delays import Spread
from bench.elsewhere import Elsewhere
from bench.load.caller import caller
from bench.load.member import latency_s, member
from bench.load.null_engines import PERIOD_S, tone_talk
from bench.peers.drivers.usage import used
from configs.errors import DragomanError

__all__ = ["UNLIMITED", "Carried", "Swarm", "carry", "open_room"]

NULL_SERVER = ("-m", "bench.load.null_server")
BIG = 10_000
UNLIMITED = (
    "server.requests_per_minute=0",
    "server.max_sessions=1000",
    f"server.max_people={BIG}",
    f"server.max_rooms={BIG}",
    "storage.retention=none",
)
STAGGER_S = 0.37
"""Between the first words of two rooms, so that they do not all speak at the same moment."""
SETTLE_S = 2.0
PROBES = 4
"""Rooms in which events are timed."""


@dataclass(frozen=True, slots=True)
class Swarm:
    """How many there are."""

    rooms: int
    listeners: int
    """In each room."""
    calls: bool
    """They listen over WebRTC, and captions come over the data channel; else over the socket."""
    seconds: float = 20.0

    @property
    def people(self) -> int:
        """All listeners."""
        return self.rooms * self.listeners


@dataclass(frozen=True, slots=True)
class Carried:
    """How it went."""

    swarm: Swarm
    latency: Spread
    """Seconds from when an event was made (as it says, to the millisecond before) to when a
    listener had it."""
    p99_s: float
    messages_per_s: float
    """To all listeners."""
    packets_share: float
    """Packets of sound that came, of those that should; 1 without WebRTC."""
    server_cpu: float
    """Cores that the server used."""
    clients_cpu: float
    """Cores that the crowd used."""
    others_cpu: float
    """Cores that went to what has nothing to do with it: with more than a little, measure again."""
    server_mb: float
    cut_off: int
    """Listeners that the server cut off, or whose connection broke."""


async def carry(swarm: Swarm) -> Carried:
    """Start a server and a swarm, and measure. Raises `DragomanError`."""
    options = [part for each in UNLIMITED for part in ("--set", each)]
    with serving(*options, command=NULL_SERVER) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as http:
            rooms = [await open_room(http) for _ in range(swarm.rooms)]
        async with _crowd(server.url, rooms, swarm) as crowd:
            took_s: list[float] = []
            async with _probing(server.url, rooms[:PROBES], swarm, took_s):
                before, began_s = used(server.pid), time.monotonic()
                elsewhere = Elsewhere()
                talks = (
                    _speak(server.url, room, number * STAGGER_S % PERIOD_S, swarm.seconds)
                    for number, room in enumerate(rooms)
                )
                await asyncio.gather(*talks)
                after, lasted_s = used(server.pid), time.monotonic() - began_s
                others_cpu = elsewhere.cores()
            heard = await _end(crowd)
    latency = Spread.of(took_s)
    if latency is None:
        raise DragomanError("no event came")
    took_s.sort()
    due_packets = swarm.people * heard["wall_s"] * 50 if swarm.calls else 0
    return Carried(
        swarm,
        latency,
        took_s[int(0.99 * len(took_s))],
        heard["messages"] / lasted_s,
        heard["packets"] / due_packets if due_packets else 1.0,
        (after[0] - before[0]) / lasted_s,
        heard["cpu_s"] / heard["wall_s"],
        others_cpu,
        after[1],
        int(heard["cut_off"]),
    )


async def open_room(http: httpx.AsyncClient) -> str:
    """A new room's name."""
    answer = await http.post("/v1/rooms", json={})
    answer.raise_for_status()
    return str(answer.json()["room"])


@asynccontextmanager
async def _crowd(
    url: str, rooms: list[str], swarm: Swarm
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The listeners, in a process of their own, that are all in the rooms."""
    named = [part for room in rooms for part in ("--room", room)]
    way = ["--calls"] if swarm.calls else []
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.load.crowd", "--url", url, *named),
        *("--each", str(swarm.listeners), *way),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        if await process.stdout.readline() != b"ready\n":
            raise DragomanError("the crowd could not get in")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _end(process: asyncio.subprocess.Process) -> dict[str, float]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    found: dict[str, float] = json.loads(await process.stdout.readline())
    return found


@asynccontextmanager
async def _probing(
    url: str, rooms: list[str], swarm: Swarm, took_s: list[float]
) -> AsyncIterator[None]:
    """In each of these rooms one more listens, in this process, whose events are timed."""

    def note(event: dict[str, Any], came_s: float) -> None:
        if not event["type"].startswith("session"):
            took_s.append(latency_s(event, came_s))

    hello: dict[str, Any] = {"name": "Probe", "speaks": "en", "reads": ["pt"]}
    join = caller if swarm.calls else member
    async with AsyncExitStack() as stack:
        for room in rooms:
            await stack.enter_async_context(join(url, room, on_event=note, **hello))
        await asyncio.sleep(SETTLE_S)
        yield


async def _speak(url: str, room: str, after_s: float, seconds: float) -> None:
    await asyncio.sleep(after_s)
    hello: dict[str, Any] = {"name": "Ana", "speaks": "en", "audio": "socket"}
    async with member(url, room, **hello) as ana:
        await ana.say(tone_talk(seconds))
