"""What all sessions do alike: run while somebody takes their events, and say what failed."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from dataclasses import replace

from configs.errors import DragomanError
from streaming.events import Event
from streaming.mailbox import Mailbox

__all__ = ["numbered", "single_errors"]


async def numbered(
    events: Mailbox[Event], run: Coroutine[None, None, None]
) -> AsyncGenerator[Event, None]:
    """Run, and give each event as it is made, counted from 1. `run` closes the mailbox.

    Closing the iterator cancels what runs; what it raises comes from here.
    """
    running = asyncio.create_task(run)
    seq = 0
    try:
        async for event in events:
            seq += 1
            yield replace(event, seq=seq)
        await running
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def single_errors(group: BaseExceptionGroup[DragomanError]) -> list[DragomanError]:
    """The errors of a group and of the groups in it, in order."""
    found: list[DragomanError] = []
    for error in group.exceptions:
        found.extend(single_errors(error) if isinstance(error, BaseExceptionGroup) else [error])
    return found
