"""What every kind of source is given and must do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from model_store.catalogue import ModelFile

__all__ = ["Fetcher", "Job", "SourceDown", "SourceFailure"]


class SourceFailure(Exception):
    """A source cannot give the files; the message says why."""


class SourceDown(SourceFailure):
    """The source does not answer at all, so it need not be asked for other models either."""


@dataclass(frozen=True, slots=True)
class Job:
    """Files that are wanted, and where to put them."""

    files: tuple[ModelFile, ...]
    into: Path
    """Finished files, by their plain names."""
    scratch: Path
    """Unfinished ones. What stays here is found again by the next attempt."""
    timeout_s: float
    """How long the source may take to answer."""
    tell: Callable[[int], None]
    """Is told how many bytes have come."""


class Fetcher(Protocol):
    """Fetches from one source."""

    @property
    def place(self) -> str:
        """Where the bytes come from, in words."""
        ...

    def download_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """How much will come for these files, as far as it is known."""
        ...

    def room_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """How much disk fetching these files takes at its peak, as far as it is known."""
        ...

    def fetch(self, job: Job) -> None:
        """Put the files there, unchecked.

        Raises `SourceFailure`; lets `OSError` through when this machine cannot write.
        """
        ...
