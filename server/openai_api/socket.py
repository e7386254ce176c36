"""A realtime socket: messages in under limits, events out in order, errors as events."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from secrets import token_hex
from typing import TypeVar

from fastapi import WebSocket
from pydantic import BaseModel, ValidationError
from starlette.websockets import WebSocketDisconnect

from server.openai_api.errors import as_api_error, invalid
from server.wire.realtime import BadAudioText, decode_audio

__all__ = ["RealtimeSocket", "new_id"]

MOST_CHARS = 15 * 1024 * 1024
"""As OpenAI's: the longest message, which is sound in base64."""
_MOST_READ_CHARS = 24 * 1024 * 1024
"""Messages that are read ahead: some six minutes of sound."""
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
    """One client's socket, accepted.

    What comes is read ahead, up to a bound: a client's pings stand behind its sound, and one that
    is not answered within some seconds hangs up, however much there is to recognise.
    """

    def __init__(self, websocket: WebSocket, *, idle_s: float) -> None:
        """`idle_s`: how long a client may say nothing."""
        self._websocket = websocket
        self._idle_s = idle_s
        self._last_id: str | None = None
        self._is_gone = False
        self._read: deque[str] = deque()
        self._read_chars = 0
        self._changed = asyncio.Event()
        self._is_over = False

    async def send(self, event: dict[str, object]) -> None:
        """Send an event under a new id; nothing happens where nobody is left to read it."""
        if self._is_gone:
            return
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._websocket.send_json({"event_id": new_id("event"), **event})
        except TimeoutError:  # it does not read; whoever waits for its messages sees it leave
            self._is_gone = True
            await self.close(_IDLE)
        except (RuntimeError, WebSocketDisconnect):
            self._is_gone = True

    async def fail(self, error: Exception) -> None:
        """Tell what went wrong."""
        detail = {**as_api_error(error).detail, "event_id": self._last_id}
        await self.send({"type": "error", "error": detail})

    async def messages(self, parse: Callable[[str], Message]) -> AsyncGenerator[Message, None]:
        """What the client says until it leaves; what cannot be understood is answered here."""
        bad = 0
        reading = asyncio.create_task(self._read_on())
        try:
            while bad < _MOST_BAD and (text := await self._next()) is not None:
                try:
                    message = parse(text)
                except ValidationError as error:
                    bad += 1
                    self._last_id = None
                    await self.fail(error)
                    continue
                bad, self._last_id = 0, getattr(message, "event_id", None)
                yield message
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        if bad >= _MOST_BAD:
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

    async def _next(self) -> str | None:
        """The next message that was read; None when there will be no more."""
        while not self._read and not self._is_gone:
            if self._is_over:
                return None
            self._changed.clear()
            await self._changed.wait()
        if self._is_gone:  # nobody would read the answers
            return None
        text = self._read.popleft()
        self._read_chars -= len(text)
        self._changed.set()
        return text

    async def _read_on(self) -> None:
        """Read until the client leaves; wait while much of it is still to be looked at."""
        try:
            while (text := await self._text()) is not None:
                self._read.append(text)
                self._read_chars += len(text)
                self._changed.set()
                while self._read_chars > _MOST_READ_CHARS:
                    self._changed.clear()
                    await self._changed.wait()
        finally:
            self._is_over = True
            self._changed.set()

    async def _text(self) -> str | None:
        """The next message; None when there will be no more."""
        try:
            async with asyncio.timeout(self._idle_s):
                message = await self._websocket.receive()
        except TimeoutError:
            await self._leave(f"nothing was said for {self._idle_s:.0f} s", _IDLE)
            return None
        except RuntimeError:  # it was closed from here
            return None
        if message["type"] == "websocket.disconnect":
            self._is_gone = True
            return None
        text = message.get("text")
        if text is None:
            return ""  # binary frames are no events; the parser says so
        if len(text) > MOST_CHARS:
            await self._leave("a message is too long", _TOO_MUCH)
            return None
        return str(text)

    async def _leave(self, why: str, code: int) -> None:
        await self.fail(invalid(why, code="session_closed"))
        await self.close(code)
