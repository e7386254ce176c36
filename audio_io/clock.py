"""Time as something that is handed in, so that tests need not wait for it."""

import asyncio
import time
from typing import Protocol

__all__ = ["Clock", "SystemClock", "sleep_unless"]


class Clock(Protocol):
    """A monotonic clock and a way to wait on it."""

    def now_s(self) -> float:
        """Seconds since some fixed moment; never goes backwards. May be called from any thread."""
        ...

    async def sleep_s(self, duration_s: float) -> None:
        """Come back after this many seconds."""
        ...


class SystemClock:
    """The machine's own monotonic clock."""

    def now_s(self) -> float:
        """Seconds of `time.monotonic`."""
        return time.monotonic()

    async def sleep_s(self, duration_s: float) -> None:
        """Sleep in asyncio."""
        await asyncio.sleep(duration_s)


async def sleep_unless(event: asyncio.Event, clock: Clock, duration_s: float) -> None:
    """Sleep, but come back early when the event is set."""
    if event.is_set() or duration_s <= 0:
        return
    alarm = asyncio.ensure_future(clock.sleep_s(duration_s))
    woken = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait((alarm, woken), return_when=asyncio.FIRST_COMPLETED)
    finally:
        alarm.cancel()
        woken.cancel()
