"""What can go wrong with stored records."""

from configs.errors import DragomanError

__all__ = ["NoRecord", "StorageError", "UnfitEvent"]


class StorageError(DragomanError):
    """The database cannot be opened, read or written."""


class NoRecord(StorageError):
    """Nothing is kept under this name."""

    def __init__(self, room: str) -> None:
        self.room = room
        super().__init__(f"no record of the room {room[:80]!r} is kept")


class UnfitEvent(StorageError):
    """An object that is no event of a room, or does not follow the one before it."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"cannot store an event: {problem}")
