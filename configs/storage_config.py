"""The settings of what is kept of rooms, and for how long."""

import re
from dataclasses import dataclass
from typing import Literal

from configs.errors import ConfigError

__all__ = ["Retention", "StorageConfig"]

_KEY = "storage.retention"
_LONGEST_DAYS = 3650
_DAYS = re.compile(r"([0-9]{1,4})(?: days?)?")
_DATABASES = ("sqlite:///path/to/file", "postgresql://user@host/name")


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the words of a room are kept."""

    kind: Literal["none", "session", "days"]
    """none: never on disk; session: until the room ends; days: so long after they were said."""
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> "Retention":
        """Read `none`, `session`, or days such as `30 days`; raises `ConfigError`."""
        plain = text.strip()
        if plain in ("none", "session"):
            return cls("none" if plain == "none" else "session")
        match = _DAYS.fullmatch(plain)
        if match is None or not 1 <= int(match[1]) <= _LONGEST_DAYS:
            allowed = ("none", "session", f"1 to {_LONGEST_DAYS} days, such as 30 days")
            raise ConfigError(_KEY, f"{text!r} is no time", allowed=allowed)
        return cls("days", int(match[1]))

    def __str__(self) -> str:
        if self.kind != "days":
            return self.kind
        return "1 day" if self.days == 1 else f"{self.days} days"

    def no_longer_than(self, limit: "Retention") -> "Retention":
        """The shorter one of the two."""
        order = ("none", "session", "days")
        return min(self, limit, key=lambda each: (order.index(each.kind), each.days))


@dataclass(frozen=True, slots=True)
class StorageConfig:
    """Where what was said in rooms is kept, and for how long."""

    url: str = ""
    """`sqlite:///path` or `postgresql://user@host/name`; empty: in the user's data folder."""
    retention: str = "session"
    """How long: none, session (until the room ends), or days, such as 30 days."""

    def __post_init__(self) -> None:
        kind, _, rest = self.url.partition(":///" if self.url.startswith("sqlite:") else "://")
        if self.url and (kind not in ("sqlite", "postgresql") or not rest):
            # The URL itself may hold a password.
            problem = "names no database that can be used"
            raise ConfigError("storage.url", problem, allowed=_DATABASES)
        Retention.parse(self.retention)
