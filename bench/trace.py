"""What a captioner showed, when, and what it took: the one form in which all systems are scored.

Ours is read from its events; a peer's driver writes down what its protocol hands out. Nothing in
here knows which of them it was.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Shown", "Trace", "Usage", "read_trace", "write_trace"]


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole text of a stream at one moment."""

    elapsed_s: float
    """Wall time since the stream's first sample was handed over."""
    heard_s: float
    """Media time that had been handed over by then."""
    stable: str
    """All text so far that the system says it will not take back."""
    unstable: str = ""
    """What it shows after that and may still change; a space before it may be left out."""

    @property
    def text(self) -> str:
        """All that is shown."""
        needs_space = self.stable[-1:].strip() and self.unstable[:1].isalnum()
        return f"{self.stable}{' ' if needs_space else ''}{self.unstable}"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a system used so far, with all its processes."""

    elapsed_s: float
    cpu_s: float
    memory_mb: float
    """Resident."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One system on one talk."""

    system: str
    talk: str
    shown: tuple[Shown, ...]
    """In order of time; the last one is the finished text."""
    usage: tuple[Usage, ...] = ()
    """About one a second, from the stream's first sample on; loading is not in it."""
    done_s: float = 0.0
    """Wall time at which the system said it was done, or was given up on."""
    error: str = ""
    """Why it could not run, or ended early; empty when it did its work."""

    @property
    def text(self) -> str:
        """The finished text."""
        return self.shown[-1].stable if self.shown else ""


def write_trace(trace: Trace, path: Path) -> None:
    """One JSON object in a file of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(trace), ensure_ascii=False) + "\n", encoding="utf-8")


def read_trace(path: Path) -> Trace:
    """What `write_trace` wrote."""
    body = json.loads(path.read_text(encoding="utf-8"))
    return Trace(
        system=body["system"],
        talk=body["talk"],
        shown=_all(Shown, body["shown"]),
        usage=_all(Usage, body["usage"]),
        done_s=body["done_s"],
        error=body["error"],
    )


def _all(kind: type, rows: Sequence[dict[str, object]]) -> tuple:  # type: ignore[type-arg]
    return tuple(kind(**row) for row in rows)
