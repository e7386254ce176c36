"""Times as caption files write them."""

import re

__all__ = ["PATTERN", "parse", "short_stamp", "stamp"]

PATTERN = (
    r"(?:(?P<{0}h>\d{{1,6}}):)?(?P<{0}m>\d{{1,2}}):(?P<{0}s>\d{{1,2}})"
    r"[.,](?P<{0}ms>\d{{1,3}})"
)
"""A regular expression for a time, to be formatted with a prefix for its groups' names."""


def stamp(seconds: float, point: str = ".") -> str:
    """`01:02:03.456`; hours take the digits they need, `point` parts the milliseconds."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    whole_s, milliseconds = divmod(milliseconds, 1000)
    return f"{hours:02}:{minutes:02}:{whole_s:02}{point}{milliseconds:03}"


def short_stamp(seconds: float) -> str:
    """`12:03.4` for people to read, with the hours only where there are some."""
    minutes, tenths = divmod(round(max(seconds, 0.0) * 10), 600)
    hours, minutes = divmod(minutes, 60)
    ahead = f"{hours}:" if hours else ""
    return f"{ahead}{minutes:02}:{tenths // 10:02}.{tenths % 10}"


def parse(match: re.Match[str], prefix: str) -> float:
    """Seconds of the time that `PATTERN` matched under this prefix."""
    hours, minutes, whole_s = (int(match[prefix + unit] or 0) for unit in "hms")
    milliseconds = int(match[prefix + "ms"].ljust(3, "0"))
    return (((hours * 60 + minutes) * 60 + whole_s) * 1000 + milliseconds) / 1000
