"""Files from a repository of the model hub, or of a mirror that speaks like it."""

from urllib.parse import quote, urlsplit

from model_store.catalogue import HubSource, ModelFile
from model_store.digest import known_bytes
from model_store.fetch import Job
from model_store.http import fetch_files

__all__ = ["HubFetcher"]


class HubFetcher:
    """Fetches `HUB/REPOSITORY/resolve/REVISION/FILE`."""

    def __init__(self, source: HubSource, hub: str) -> None:
        self._source = source
        self._hub = hub.rstrip("/")

    @property
    def place(self) -> str:
        """The hub's host."""
        return f"hub {urlsplit(self._hub).netloc or self._hub}"

    def download_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """What the catalogue knows of the sizes."""
        return known_bytes(files)

    def room_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """The files themselves."""
        return known_bytes(files)

    def fetch(self, job: Job) -> None:
        """Fetch file by file, continuing unfinished ones."""
        fetch_files(job, self._url)

    def _url(self, file: ModelFile) -> str:
        source = self._source
        path = f"{source.folder}/{file.path}" if source.folder else file.path
        return f"{self._hub}/{source.repo}/resolve/{quote(source.revision)}/{quote(path)}"
