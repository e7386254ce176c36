import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_store.catalogue import ModelFile
from model_store.fetch import Job, SourceDown, SourceFailure
from model_store.http import fetch_files
from tests.model_store.servers import Site, serving, sha256, silent_server

BODY = bytes(range(256)) * 40
MakeJob = Callable[..., Job]


def fetch(site: Site, job: Job) -> bytes:
    fetch_files(job, lambda file: f"{site.url}/{file.path}")
    return (job.into / job.files[0].path).read_bytes()


def test_fetches_and_tells_the_bytes(site: Site, job: MakeJob) -> None:
    site.files = {"/a": BODY, "/b": b"second"}
    told: list[int] = []
    fetch(site, job(ModelFile("a"), ModelFile("b"), told=told))
    assert told == sorted(told)
    assert told[-1] == len(BODY) + 6


def test_goes_on_where_the_connection_broke(site: Site, job: MakeJob) -> None:
    site.files = {"/a": BODY}
    site.break_after = [1000, 2000]
    assert fetch(site, job(ModelFile("a", sha256(BODY)))) == BODY
    assert [wanted for _, wanted in site.asked] == ["", "bytes=1000-", "bytes=3000-"]


@pytest.mark.parametrize("known", [True, False], ids=["by hash", "by ETag"])
def test_goes_on_in_a_later_attempt(site: Site, job: MakeJob, known: bool) -> None:
    site.files = {"/a": BODY}
    site.break_after = [5000, 0]
    todo = job(ModelFile("a", sha256(BODY) if known else None))
    with pytest.raises(SourceFailure):
        fetch(site, todo)
    assert not (todo.into / "a").exists()
    assert fetch(site, todo) == BODY
    assert site.asked[-1] == ("/a", "bytes=5000-")
    assert not list(todo.scratch.iterdir())


def test_starts_again_when_the_file_changed_meanwhile(site: Site, job: MakeJob) -> None:
    site.files = {"/a": BODY}
    site.break_after = [5000, 0]
    with pytest.raises(SourceFailure):
        fetch(site, job(ModelFile("a")))
    site.files = {"/a": BODY[::-1]}
    assert fetch(site, job(ModelFile("a"))) == BODY[::-1]


def test_starts_again_when_what_was_continued_is_wrong(site: Site, job: MakeJob) -> None:
    site.files = {"/a": BODY}
    todo = job(ModelFile("a", sha256(BODY)))
    (todo.scratch / "a.part").write_bytes(b"from elsewhere")
    assert fetch(site, todo) == BODY


@pytest.mark.parametrize("beginning", [BODY, BODY + b"more"], ids=["all", "too much"])
def test_a_range_after_the_end(site: Site, job: MakeJob, beginning: bytes) -> None:
    site.files = {"/a": BODY}
    todo = job(ModelFile("a", sha256(BODY)))
    (todo.scratch / "a.part").write_bytes(beginning)
    assert fetch(site, todo) == BODY


def test_a_server_without_ranges(site: Site, job: MakeJob) -> None:
    site.files = {"/a": BODY}
    site.ranges = False
    todo = job(ModelFile("a", sha256(BODY)))
    (todo.scratch / "a.part").write_bytes(BODY[:100])
    assert fetch(site, todo) == BODY


@settings(max_examples=20, deadline=None)
@given(body=st.binary(min_size=1, max_size=400), breaks=st.lists(st.integers(1, 90), max_size=6))
def test_no_break_changes_the_bytes(body: bytes, breaks: list[int]) -> None:
    site = Site(files={"/a": body}, break_after=breaks)
    with tempfile.TemporaryDirectory() as folder, serving(site):
        job = Job((ModelFile("a"),), Path(folder), Path(folder), 5.0, lambda done: None)
        assert fetch(site, job) == body


def test_follows_redirects_and_checks_what_the_hub_says(site: Site, job: MakeJob) -> None:
    site.files = {"/there": BODY}
    site.redirects = {"/a": "/there"}
    site.linked = {"/a": sha256(BODY)}
    assert fetch(site, job(ModelFile("a"))) == BODY
    site.linked = {"/a": sha256(b"something else")}
    with pytest.raises(SourceFailure, match="not what the server says"):
        fetch(site, job(ModelFile("a")))


def test_redirects_in_a_circle(site: Site, job: MakeJob) -> None:
    site.redirects = {"/a": "/a"}
    with pytest.raises(SourceFailure, match="redirects"):
        fetch(site, job(ModelFile("a")))


def test_a_missing_file_is_named(site: Site, job: MakeJob) -> None:
    with pytest.raises(SourceFailure, match=r"404.*/a$"):
        fetch(site, job(ModelFile("a")))


def test_a_server_that_never_answers_costs_the_timeout_only(job: MakeJob) -> None:
    with silent_server() as url:
        before = time.monotonic()
        with pytest.raises(SourceDown, match=r"no answer within 0.3 s"):
            fetch_files(job(ModelFile("a"), timeout_s=0.3), lambda file: f"{url}/a")
        assert time.monotonic() - before < 2.0


def test_nobody_listens(job: MakeJob) -> None:
    with silent_server() as url:
        pass
    with pytest.raises(SourceDown, match="refused"):
        fetch_files(job(ModelFile("a")), lambda file: f"{url}/a")


def test_bad_proxy_settings(job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://nowhere")
    with pytest.raises(SourceFailure, match="proxy"):
        fetch_files(job(ModelFile("a")), lambda file: "http://example.invalid/a")


def test_not_a_url(job: MakeJob) -> None:
    with pytest.raises(SourceFailure):
        fetch_files(job(ModelFile("a")), lambda file: "http://[broken")
