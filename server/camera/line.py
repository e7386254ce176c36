"""What a page and the server say to each other about a camera: one data channel, both ways."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from server.access.rate import RateLimiter
from server.media.channel import DataChannel
from server.refusal import Refused
from server.wire import camera as wire

__all__ = ["Line"]

MESSAGES_PER_MINUTE = 240
ORDERS_WAITING = 32


class Line:
    """Reads messages as they come. Everything is called in the event loop."""

    def __init__(self, now_s: Callable[[], float], on_flood: Callable[[], None]) -> None:
        """`on_flood` is called when a page sends more than any person would."""
        self._now_s = now_s
        self._on_flood = on_flood
        self._rate = RateLimiter(MESSAGES_PER_MINUTE)
        self._channel: DataChannel | None = None
        # Bounded: what finds no room is left out, and the page is told so.
        self.orders: asyncio.Queue[wire.CameraMessage] = asyncio.Queue(ORDERS_WAITING)
        """What the page wants, in order."""
        self.opened = asyncio.Event()

    def open(self, channel: DataChannel) -> None:
        """The peer opened a channel; the first of the right name is taken."""
        if channel.label != wire.CHANNEL or self._channel is not None:
            channel.close()
            return
        self._channel = channel
        self.opened.set()

    def tell(self, kind: str, **fields: Any) -> None:
        """Send a message. What finds no room goes: it would come too late."""
        if self._channel is not None:
            self._channel.send(json.dumps({"type": kind, **fields}, ensure_ascii=False))

    def take(self, channel: DataChannel, message: str | bytes) -> None:
        """A message came. One that cannot be read is answered, and has no other effect."""
        if channel is not self._channel:
            return
        if self._rate.take("", self._now_s()):
            self._on_flood()
            return
        try:
            told = wire.parse(message)
            if not isinstance(told, wire.Pong):
                self.orders.put_nowait(told)
        except asyncio.QueueFull:
            self.tell("problem", code="rate", message="too much at once")
        except Refused as refusal:
            self.tell("problem", code=refusal.code, message=str(refusal))
