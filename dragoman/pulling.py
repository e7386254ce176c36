"""Show how a model is fetched: a bar on a terminal, a line for each step elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars

from model_store.catalogue import Catalogue, ModelEntry, load_catalogue
from model_store.progress import Progress

__all__ = ["PullDisplay", "licence_of"]


def licence_of(entry: ModelEntry) -> str:
    """The licence, and that it forbids commercial use where it does."""
    return entry.licence if entry.commercial else f"{entry.licence} (no commercial use)"


class PullDisplay:
    """Give `report` to a store; licence and size are shown before a model's first byte."""

    def __init__(self, console: Console | None = None, catalogue: Catalogue | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._catalogue = catalogue or load_catalogue()
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._sources: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def report(self, progress: Progress) -> None:
        """Take the store's reports, from any thread."""
        name = progress.model
        if name not in self._tasks:
            self._announce(self._catalogue.entry(name))
        if progress.message:
            self._say(f"{name}: {progress.message}")
        elif not progress.source:
            self._finish(name)
        else:
            self._advance(progress)

    def _announce(self, entry: ModelEntry) -> None:
        self._say(
            f"{entry.name}: {decimal(entry.size_bytes)}, {licence_of(entry)}, by {entry.publisher}"
        )
        self._tasks[entry.name] = self._bars.add_task(entry.name, total=None)

    def _advance(self, progress: Progress) -> None:
        name = progress.model
        if self._sources.get(name) != progress.source:
            self._sources[name] = progress.source
            if not self._console.is_terminal:
                self._say(f"{name}: asking {progress.source}")
        self._bars.update(
            self._tasks[name],
            description=f"{name} from {progress.source}",
            completed=progress.done_bytes,
            total=progress.total_bytes or None,
        )

    def _finish(self, name: str) -> None:
        self._bars.remove_task(self._tasks.pop(name))
        self._say(f"{name}: complete, from {self._sources.pop(name, 'the cache')}")

    def _say(self, line: str) -> None:
        self._bars.console.print(line, markup=False, highlight=False, soft_wrap=True)
