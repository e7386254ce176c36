"""People who come and go: what stays behind in the server."""

from dataclasses import dataclass

import httpx

from bench.calls.program import serving
from bench.load.caller import caller
from bench.load.gateway import NULL_SERVER, UNLIMITED
from bench.load.member import member
from bench.load.null_engines import PERIOD_S, tone_talk
from bench.peers.drivers.usage import used

__all__ = ["Left", "come_and_go"]

HASTE = 0.05
"""How fast the sentence is sent, against how fast it would be said."""
WARM = 10
"""Comings and goings before anything is counted: the first ones load what all of them need."""


@dataclass(frozen=True, slots=True)
class Left:
    """After `cycles`, against before."""

    cycles: int
    memory_mb: tuple[float, ...]
    """Resident, at the beginning, after each fifth of the cycles, and at the end."""
    tasks: int
    """Tasks of the event loop more than before."""
    threads: int
    """Threads more than before."""

    @property
    def grown_mb(self) -> float:
        """From the first fifth to the end."""
        return self.memory_mb[-1] - self.memory_mb[1]


async def come_and_go(cycles: int) -> Left:
    """A room is made, somebody calls, somebody says a sentence, both leave, the room ends; again
    and again.
    """
    options = [part for each in UNLIMITED for part in ("--set", each)]
    with serving(*options, command=NULL_SERVER) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as http:
            for _ in range(WARM):
                await _cycle(server.url, http)
            before = await _counts(http)
            memory_mb = [used(server.pid)[1]]
            for number in range(cycles):
                await _cycle(server.url, http)
                if (number + 1) % max(1, cycles // 5) == 0:
                    memory_mb.append(used(server.pid)[1])
            after = await _counts(http)
    return Left(
        cycles,
        tuple(memory_mb),
        after["tasks"] - before["tasks"],
        after["threads"] - before["threads"],
    )


async def _cycle(url: str, http: httpx.AsyncClient) -> None:
    made = (await http.post("/v1/rooms", json={})).raise_for_status().json()
    room = made["room"]
    async with (
        caller(url, room, name="Ben", speaks="en", reads=["pt"]),
        member(url, room, name="Ana", speaks="en", audio="socket") as ana,
    ):
        await ana.say(tone_talk(PERIOD_S), pace=HASTE)
    token = {"Authorization": f"Bearer {made['host_token']}"}
    (await http.delete(f"/v1/rooms/{room}", headers=token)).raise_for_status()


async def _counts(http: httpx.AsyncClient) -> dict[str, int]:
    answer = await http.get("/bench/counts")
    found: dict[str, int] = answer.json()
    return found
