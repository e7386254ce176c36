"""Server-sent events, as OpenAI's clients read them."""

import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

from fastapi.responses import StreamingResponse

from configs.errors import DragomanError
from server.openai_api.errors import as_api_error

__all__ = ["DONE", "Streamed", "event", "failure"]

DONE = b"data: [DONE]\n\n"
"""The last of them."""


def event(body: dict[str, object], name: str = "") -> bytes:
    """One event."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


def failure(error: DragomanError) -> bytes:
    """The event for what went wrong after the answer had begun; a client raises it."""
    return event({"type": "error", "error": as_api_error(error).detail}, "error")


class Streamed(StreamingResponse):
    """A body that is made while it is sent; what is behind it ends with it, however it ends."""

    def __init__(
        self,
        content: AsyncGenerator[bytes, None],
        media_type: str = "text/event-stream",
        *,
        leave: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(content, media_type=media_type, headers={"Cache-Control": "no-store"})
        self._content = content
        self._leave = leave

    async def __call__(self, *connection: Any) -> None:
        """Send it."""
        try:
            await super().__call__(*connection)
        finally:
            await self._content.aclose()
            self._leave()
