from collections.abc import Callable

from model_store.catalogue import ModelFile, UrlSource
from model_store.fetch import Job
from model_store.url import UrlFetcher
from tests.model_store.servers import Site


def test_fetches_from_under_the_base(site: Site, job: Callable[..., Job]) -> None:
    site.files = {"/release/a%20b.bin": b"abc"}
    todo = job(ModelFile("a b.bin"))
    UrlFetcher(UrlSource(f"{site.url}/release/")).fetch(todo)
    assert (todo.into / "a b.bin").read_bytes() == b"abc"


def test_what_is_said_before() -> None:
    fetcher = UrlFetcher(UrlSource("https://files.example/release"))
    files = (ModelFile("a", size_bytes=5),)
    assert fetcher.place == "files.example"
    assert fetcher.download_bytes(files) == fetcher.room_bytes(files) == 5
