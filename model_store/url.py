"""Files from a plain web server."""

from urllib.parse import quote, urlsplit

from model_store.catalogue import ModelFile, UrlSource
from model_store.digest import known_bytes
from model_store.fetch import Job
from model_store.http import fetch_files

__all__ = ["UrlFetcher"]


class UrlFetcher:
    """Fetches `BASE/FILE`."""

    def __init__(self, source: UrlSource) -> None:
        self._base = source.base.rstrip("/")

    @property
    def place(self) -> str:
        """The server's host."""
        return urlsplit(self._base).netloc or self._base

    def download_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """What the catalogue knows of the sizes."""
        return known_bytes(files)

    def room_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """The files themselves."""
        return known_bytes(files)

    def fetch(self, job: Job) -> None:
        """Fetch file by file, continuing unfinished ones."""
        fetch_files(job, lambda file: f"{self._base}/{quote(file.path)}")
