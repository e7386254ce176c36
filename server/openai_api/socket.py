"""A realtime socket: messages in under limits, events out in order, errors as events."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from secrets import token_hex
from typing import TypeVar

from fastapi import WebSocket
from pydantic import BaseModel, ValidationError
from starlette.websockets import WebSocketDisconnect

from configs.errors import DragomanError
from server.openai_api.errors import as_api_error, invalid
from server.wire.realtime import BadAudioText, decode_audio

__all__ = ["RealtimeSocket", "new_id"]

MOST_CHARS = 15 * 1024 * 1024
"""As OpenAI's: the longest message, which is sound in base64."""
_MOST_BAD = 100
"""Messages in a row that cannot be understood before the socket is closed."""
_PATIENCE_S = 30.0
"""How long a client may take to read what it is sent."""
_TOO_MUCH, _IDLE, _BAD = 1009, 4408, 4400

Message = TypeVar("Message", bound=BaseModel)


def new_id(kind: str) -> str:
    """A name for something, such as `item_…`."""
    return f"{kind}_{token_hex(12)}"


class RealtimeSocket:
    """One client's socket, accepted."""

    def __init__(self, websocket: WebSocket, *, idle_s: float) -> None:
        """`idle_s`: how long a client may say nothing."""
        self._websocket = websocket
        self._idle_s = idle_s
        self._last_id: str | None = None

    async def send(self, event: dict[str, object]) -> None:
        """Send an event under a new id. Raises `WebSocketDisconnect` where nobody reads it."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._websocket.send_json({"event_id": new_id("event"), **event})
        except TimeoutError as error:
            raise WebSocketDisconnect(_IDLE, "the client does not read") from error
        except RuntimeError as error:  # the socket was closed meanwhile
            raise WebSocketDisconnect from error

    async def fail(self, error: Exception) -> None:
        """Tell what went wrong."""
        detail = {**as_api_error(error).detail, "event_id": self._last_id}
        await self.send({"type": "error", "error": detail})

    async def messages(self, parse: Callable[[str], Message]) -> AsyncGenerator[Message, None]:
        """What the client says until it leaves; what cannot be understood is answered here."""
        bad = 0
        while bad < _MOST_BAD:
            text = await self._text()
            if text is None:
                return
            try:
                message = parse(text)
            except ValidationError as error:
                bad += 1
                self._last_id = None
                await self.fail(error)
                continue
            bad, self._last_id = 0, getattr(message, "event_id", None)
            yield message
        await self.close(_BAD)

    async def sound(self, text: str) -> bytes | None:
        """The bytes of an append; None, and an error for the client, where they are none."""
        try:
            return decode_audio(text)
        except BadAudioText as error:
            await self.fail(invalid(str(error), "audio"))
            return None

    async def close(self, code: int = 1000) -> None:
        """Close it, if it is still open."""
        try:
            await self._websocket.close(code)
        except (RuntimeError, WebSocketDisconnect):
            return

    async def _text(self) -> str | None:
        """The next message; None when there will be no more."""
        try:
            async with asyncio.timeout(self._idle_s):
                message = await self._websocket.receive()
        except TimeoutError:
            await self._leave(f"nothing was said for {self._idle_s:.0f} s", _IDLE)
            return None
        if message["type"] == "websocket.disconnect":
            return None
        text = message.get("text")
        if text is None:
            return ""  # binary frames are no events; the parser says so
        if len(text) > MOST_CHARS:
            await self._leave("a message is too long", _TOO_MUCH)
            return None
        return str(text)

    async def _leave(self, why: str, code: int) -> None:
        try:
            await self.fail(invalid(why, code="session_closed"))
        except (DragomanError, WebSocketDisconnect):
            return
        await self.close(code)
