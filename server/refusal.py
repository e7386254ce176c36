"""What the server says no to: one error, with a code that every protocol gives in its own way."""

from typing import Literal

from configs.errors import DragomanError

__all__ = ["Code", "Refused"]

Code = Literal[
    "bad_message",
    "bad_token",
    "origin",
    "no_room",
    "taken",
    "room_full",
    "locked",
    "busy",
    "not_allowed",
    "unknown_language",
    "unsupported_pair",
    "no_microphone_right",
    "slow",
    "rate",
    "too_large",
    "ended",
]
"""Why; programs go by it, so a code keeps its meaning."""


class Refused(DragomanError):
    """A request that is not granted, in one line for people.

    `retry_s` says after how many seconds it makes sense to ask again.
    """

    def __init__(self, code: Code, message: str, *, retry_s: float | None = None) -> None:
        self.code: Code = code
        self.message = message
        self.retry_s = retry_s
        super().__init__(message)
