"""Announcements as lines of text."""

from collections.abc import Callable

from captions.announcing.announcement import Announcement

__all__ = ["PlainText"]


class PlainText:
    """Writes each announcement as it is; for a terminal, a log, or a pipe to another program."""

    name = "text"

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    async def say(self, announcement: Announcement) -> None:
        """Write a line. What `write` raises is passed on."""
        self._write(announcement.text)

    async def hush(self) -> None:
        """What is written stays."""

    async def close(self) -> None:
        """Nothing is open."""
