from collections.abc import Callable
from pathlib import Path

import pytest

from model_store.catalogue import ModelFile
from model_store.fetch import Job, SourceFailure
from model_store.folder import FolderFetcher

MakeJob = Callable[..., Job]


def test_copies(tmp_path: Path, job: MakeJob) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "a").write_bytes(b"abc")
    told: list[int] = []
    todo = job(ModelFile("a"), told=told)
    FolderFetcher(mirror).fetch(todo)
    assert (todo.into / "a").read_bytes() == (mirror / "a").read_bytes() == b"abc"
    assert told == [3]
    assert not list(todo.scratch.iterdir())


@pytest.mark.parametrize("there", [True, False])
def test_what_is_missing_is_named(tmp_path: Path, job: MakeJob, there: bool) -> None:
    if there:
        (tmp_path / "a").write_bytes(b"abc")
    with pytest.raises(SourceFailure, match=r"has no .*b"):
        FolderFetcher(tmp_path).fetch(job(ModelFile("a"), ModelFile("b")))


def test_a_file_that_cannot_be_read(
    tmp_path: Path, job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"abc")

    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceFailure, match="cannot read a: Permission denied"):
        FolderFetcher(tmp_path).fetch(job(ModelFile("a")))


def test_what_is_said_before(tmp_path: Path) -> None:
    fetcher = FolderFetcher(tmp_path)
    files = (ModelFile("a", size_bytes=5),)
    assert fetcher.place == f"folder {tmp_path}"
    assert fetcher.download_bytes(files) == fetcher.room_bytes(files) == 5
