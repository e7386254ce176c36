from collections.abc import Callable

from model_store.catalogue import HubSource, ModelFile
from model_store.fetch import Job
from model_store.hub import HubFetcher
from tests.model_store.servers import Site

FILES = (ModelFile("a.bin", size_bytes=3), ModelFile("b.json"))


def test_fetches_a_pinned_revision_from_a_folder(site: Site, job: Callable[..., Job]) -> None:
    base = "/mirror/owner/name/resolve/v1.0.0/en/low"
    site.files = {f"{base}/a.bin": b"abc", f"{base}/b.json": b"{}"}
    fetcher = HubFetcher(HubSource("owner/name", "v1.0.0", "en/low"), f"{site.url}/mirror/")
    todo = job(*FILES)
    fetcher.fetch(todo)
    assert (todo.into / "a.bin").read_bytes() == b"abc"
    assert (todo.into / "b.json").read_bytes() == b"{}"


def test_takes_the_main_branch_and_the_root_when_nothing_else_is_said(
    site: Site, job: Callable[..., Job]
) -> None:
    site.files = {"/owner/name/resolve/main/a.bin": b"abc"}
    HubFetcher(HubSource("owner/name"), site.url).fetch(job(FILES[0]))
    assert site.asked == [("/owner/name/resolve/main/a.bin", "")]


def test_what_is_said_before() -> None:
    fetcher = HubFetcher(HubSource("owner/name"), "https://hub.example")
    assert fetcher.place == "hub hub.example"
    assert fetcher.download_bytes(FILES) == fetcher.room_bytes(FILES) == 3
