"""How many people may speak at once, with the models of the light profile."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import httpx
import numpy as np

from bench.calls.program import serving
from bench.delays import Spread, translation_delays
from bench.elsewhere import Elsewhere
from bench.load.gateway import UNLIMITED, open_room
from bench.load.member import Member, member
from bench.peers.drivers.usage import used
from bench.prompts import find_prompts
from bench.sessions import STAGGER_S, Sustained, measure
from bench.sound import silence
from bench.talk import Talk, make_talk
from configs.errors import DragomanError
from streaming.events import Event, SpeechAudio

__all__ = ["Spoken", "speak_together", "talks"]

LEVEL_S = 1.0
"""Silence after a talk, in which its end is found."""
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """What so many speaking people at once were like."""

    sustained: Sustained
    translation: Spread | None
    """From the end of a segment's speech to its translation."""
    spoken: int
    """Sentences that were spoken in the other language."""
    skipped: int
    """Sentences that were not, because they were too late."""
    server_mb: float
    others_cpu: float
    """Cores that went to what has nothing to do with it."""


def talks(count: int, seconds: float) -> list[Talk]:
    """A talk for each. Raises `MissingPart`."""
    prompts = find_prompts("en").values()
    return [make_talk(prompts, seed=seed, seconds=seconds) for seed in range(count)]


async def speak_together(said: Sequence[Talk], *, reads: str = "", hears: str = "") -> Spoken:
    """Each talk in a room of its own, with one listener, who reads or hears another language."""
    options = [part for each in UNLIMITED for part in ("--set", each)]
    with serving("--profile", "light", *options) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as http:
            rooms = [await open_room(http) for _ in said]
        before, elsewhere = used(server.pid), Elsewhere()
        heard = await asyncio.gather(
            *(
                _one(server.url, room, talk, number * STAGGER_S, reads, hears)
                for number, (room, talk) in enumerate(zip(rooms, said, strict=True))
            )
        )
        after, others_cpu = used(server.pid), elsewhere.cores()
    delays = [
        delay
        for talk, events in zip(said, heard, strict=True)
        for delay in translation_delays(events, talk)
    ]
    states = [
        event.value.state
        for events in heard
        for event in events
        if isinstance(event.value, SpeechAudio)
    ]
    return Spoken(
        measure(said, heard, after[0] - before[0]),
        Spread.of(delays),
        states.count("finished"),
        states.count("skipped"),
        after[1],
        others_cpu,
    )


async def _one(
    url: str, room: str, talk: Talk, after_s: float, reads: str, hears: str
) -> list[Event]:
    """One speaker's events as the listener got them; `elapsed_s` is when each came."""
    came: list[tuple[float, dict[str, Any]]] = []
    over = asyncio.Event()

    def note(event: dict[str, Any], came_s: float) -> None:
        came.append((came_s, event))
        if event["type"] == "session.ended":
            over.set()

    wanted: dict[str, Any] = {"reads": [reads] if reads else [], "hears": hears or None}
    ben = {"name": "Ben", "speaks": "en", **wanted}
    ana: dict[str, Any] = {"name": "Ana", "speaks": "en", "audio": "socket"}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(member(url, room, on_event=note, **ben))
        speaker: Member = await stack.enter_async_context(member(url, room, **ana))
        await asyncio.sleep(after_s)
        began_s = await speaker.say(np.concatenate([talk.samples, silence(LEVEL_S)]))
        await speaker.send("mute", muted=True)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await over.wait()
        except TimeoutError as error:
            raise DragomanError("a session did not end") from error
    return [
        replace(Event.from_json(json.dumps(event)), elapsed_s=came_s - began_s)
        for came_s, event in came
        if "session" in event
    ]
