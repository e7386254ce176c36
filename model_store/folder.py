"""Files from a folder: a mirror on a shared disk, or a cache carried over from another machine."""

from pathlib import Path

from model_store.catalogue import ModelFile
from model_store.digest import known_bytes
from model_store.fetch import Job, SourceFailure

__all__ = ["FolderFetcher"]

_BLOCK_BYTES = 1 << 20


class FolderFetcher:
    """Copies a model from `root/<model name>/`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        """The folder."""
        return f"folder {self._folder}"

    def download_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """What the catalogue knows of the sizes."""
        return known_bytes(files)

    def room_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """The files themselves."""
        return known_bytes(files)

    def fetch(self, job: Job) -> None:
        """Copy, in the order of the files."""
        missing = [file.path for file in job.files if not (self._folder / file.path).is_file()]
        if missing:
            raise SourceFailure(f"has no {', '.join(missing)}")
        done = 0
        for file in job.files:
            done = self._copy(file, job, done)

    def _copy(self, file: ModelFile, job: Job, done: int) -> int:
        part = job.scratch / f"{file.path}.copy"
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            source = (self._folder / file.path).open("rb")
        except OSError as error:
            raise SourceFailure(f"cannot read {file.path}: {error.strerror}") from error
        with source, part.open("wb") as target:
            while block := source.read(_BLOCK_BYTES):
                target.write(block)
                done += len(block)
                job.tell(done)
        part.replace(job.into / file.path)
        return done
