"""One client of a room's socket: says hello, sends sound, and notes when events come."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from configs.errors import DragomanError

__all__ = ["Member", "OnEvent", "latency_s", "member"]

PIECE_S = 0.1
"""As long as the page's."""
PATIENCE_S = 60.0

OnEvent = Callable[[dict[str, Any], float], None]
"""Takes a room event, and the wall time at which it came."""


def latency_s(event: dict[str, Any], came_s: float) -> float:
    """From when an event was made (to the millisecond before) to when it came."""
    return came_s - datetime.fromisoformat(event["at"]).timestamp()


@dataclass(slots=True)
class Member:
    """Somebody in a room."""

    socket: ClientConnection
    on_event: OnEvent | None = None
    """None: what comes is only counted, which is what costs least."""
    on_message: Callable[[dict[str, Any]], None] | None = None
    """Takes the other messages."""
    messages: int = 0
    cut_off: bool = False
    """The server ended it, or the connection broke."""

    async def send(self, kind: str, **fields: Any) -> None:
        """Send a message of the protocol."""
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def say(self, samples: Samples, *, pace: float = 1.0) -> float:
        """Say something, float32[n] at 16 kHz; the wall time at which it began.

        `pace` 1 is real time, less is faster.
        """
        pcm = np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        step = 2 * round(PIECE_S * SAMPLE_RATE_HZ)
        loop = asyncio.get_running_loop()
        began_s, wall_s = loop.time(), time.time()
        for number, start in enumerate(range(0, len(pcm), step)):
            # A piece is there when it has been said.
            due_s = began_s + (number + 1) * PIECE_S * pace
            await asyncio.sleep(max(0.0, due_s - loop.time()))
            await self.socket.send(pcm[start : start + step])
        return wall_s

    async def read(self) -> None:
        """Take what comes, to the end."""
        try:
            async for text in self.socket:
                self._take(str(text), time.time())
        except ConnectionClosed:
            self.cut_off = True

    def _take(self, text: str, came_s: float) -> None:
        self.messages += 1
        is_event = text.startswith('{"type":"event"')
        if is_event and self.on_event is not None:
            self.on_event(json.loads(text)["event"], came_s)
        elif not is_event and self.on_message is not None:
            self.on_message(json.loads(text))


@contextlib.asynccontextmanager
async def member(
    url: str,
    room: str,
    *,
    on_event: OnEvent | None = None,
    on_message: Callable[[dict[str, Any]], None] | None = None,
    **hello: Any,
) -> AsyncIterator[Member]:
    """Join a room; leaves it for good at the end of the block. Raises `DragomanError`."""
    address = f"{url.replace('http', 'ws', 1)}/v1/rooms/{room}/socket"
    async with connect(
        address, compression=None, max_size=2**22, open_timeout=PATIENCE_S
    ) as socket:
        await socket.send(json.dumps({"type": "hello", **hello}))
        welcome = json.loads(await socket.recv())
        if welcome["type"] != "welcome":
            raise DragomanError(f"the server did not let somebody in: {welcome}")
        somebody = Member(socket, on_event, on_message)
        reading = asyncio.create_task(somebody.read())
        try:
            yield somebody
        finally:
            with contextlib.suppress(ConnectionClosed):
                await somebody.send("leave")
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
