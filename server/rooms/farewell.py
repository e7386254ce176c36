"""Why somebody's time in a room is over: a word for programs, and a sentence for people."""

from typing import NamedTuple

__all__ = [
    "CONNECTED_ELSEWHERE",
    "ENDED_BY_HOST",
    "LEFT",
    "NOBODY_THERE",
    "REMOVED",
    "SERVER_ENDS",
    "Farewell",
]


class Farewell(NamedTuple):
    """The last that somebody is told."""

    code: str
    """ended, removed, elsewhere or left."""
    reason: str


ENDED_BY_HOST = Farewell("ended", "a host has ended the room")
NOBODY_THERE = Farewell("ended", "nobody was here for a while")
SERVER_ENDS = Farewell("ended", "the server ends")
REMOVED = Farewell("removed", "a host has removed you from the room")
CONNECTED_ELSEWHERE = Farewell("elsewhere", "you are connected from somewhere else")
LEFT = Farewell("left", "you left")
