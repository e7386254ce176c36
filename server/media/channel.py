"""A data channel with bounds: on what a peer may send, and on what may wait to be sent."""

import logging
from collections.abc import Callable

from aiortc import RTCDataChannel
from aiortc.exceptions import InvalidStateError

__all__ = ["DataChannel", "OnMessage"]

logger = logging.getLogger(__name__)

OnMessage = Callable[["DataChannel", str | bytes], None]


class DataChannel:
    """One channel that a peer opened. Callbacks are called in the event loop."""

    def __init__(
        self,
        channel: RTCDataChannel,
        *,
        most_message_bytes: int,
        most_buffered_bytes: int,
        on_message: OnMessage,
        on_close: Callable[["DataChannel"], None],
    ) -> None:
        self._channel = channel
        self._most_message = most_message_bytes
        # Bounded: beyond it `send` refuses, and the caller sends later or another way.
        self._most_buffered = most_buffered_bytes
        self._on_message = on_message
        self._on_close = on_close
        channel.on("message", self._take)
        channel.on("close", self._closed)

    @property
    def label(self) -> str:
        """The name that the peer gave it."""
        return self._channel.label

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""
        return bool(self._channel.readyState == "open")

    @property
    def buffered_bytes(self) -> int:
        """What was sent here and did not reach the peer yet."""
        return int(self._channel.bufferedAmount)

    def send(self, message: str) -> bool:
        """Send text; False if the channel is closed, or too much waits already."""
        size = len(message.encode())
        if not self.is_open or self.buffered_bytes + size > self._most_buffered:
            return False
        try:
            self._channel.send(message)
        except (InvalidStateError, ValueError):  # closed meanwhile, or longer than the peer takes
            return False
        return True

    def close(self) -> None:
        """Close it; `on_close` is called when that is done."""
        if self.is_open:
            self._channel.close()

    def _take(self, message: str | bytes) -> None:
        size = len(message.encode()) if isinstance(message, str) else len(message)
        if size > self._most_message:
            logger.warning("a message of %d bytes closes a data channel", size)
            self.close()
            return
        try:
            self._on_message(self, message)
        except Exception:
            # An exception here would end the whole connection.
            logger.exception("a message on a data channel could not be handled")

    def _closed(self) -> None:
        self._on_close(self)
