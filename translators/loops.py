"""Finding the place where a decoder began to repeat itself."""

from collections.abc import Sequence

__all__ = ["loop_start"]

LONGEST_PERIOD = 24
MIN_REPEATS = 3
MIN_LOOP = 12
"""Items in a loop at least: people do say "no, no, no", and "four four four" in a number."""


def loop_start(items: Sequence[object]) -> int | None:
    """Index after the first round of a loop that runs to the end of `items`; None without one.

    A loop is a run of 1 to 24 items that comes at least three times in succession, the last time
    possibly cut off, and is at least twelve items long in all.
    """
    best: int | None = None
    for period in range(1, min(LONGEST_PERIOD, len(items) // MIN_REPEATS) + 1):
        length = period
        while length < len(items) and items[-length - 1] == items[-length - 1 + period]:
            length += 1
        if length >= max(MIN_LOOP, MIN_REPEATS * period):
            start = len(items) - length + period
            best = start if best is None else min(best, start)
    return best
