import errno
import multiprocessing
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from configs.errors import ModelAbsent, ModelError, ModelUnavailable, ModelUnknown
from configs.schema import ModelsConfig
from model_store.catalogue import (
    Catalogue,
    HubSource,
    ModelEntry,
    ModelFile,
    Source,
    UrlSource,
    WheelSource,
)
from model_store.fetch import Job
from model_store.folder import FolderFetcher
from model_store.progress import Progress
from model_store.store import ModelStore, open_store
from tests.disks import small_disk
from tests.model_store.servers import Site, index_of, make_wheel, serving, sha256, silent_server

BODY = bytes(range(256)) * 8
CONFIG = b"{}"
HUB_PATH = "/owner/tiny/resolve/main/"


def entry(*sources: Source, name: str = "tiny", role: str = "recognize") -> ModelEntry:
    return ModelEntry(
        name=name,
        role=role,
        engine="faster_whisper",
        languages=("en",),
        licence="MIT",
        publisher="somebody",
        size_bytes=len(BODY) + len(CONFIG),
        files=(
            ModelFile("model.bin", sha256(BODY), len(BODY)),
            ModelFile("config.json", sha256(CONFIG), len(CONFIG)),
        ),
        sources=sources or (HubSource("owner/tiny"),),
    )


def catalogue(*entries: ModelEntry) -> Catalogue:
    return Catalogue(MappingProxyType({item.name: item for item in entries or (entry(),)}))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


WHOLE = {"model.bin": BODY, "config.json": CONFIG}


@pytest.fixture
def hub(site: Site) -> Site:
    site.files = {HUB_PATH + name: body for name, body in WHOLE.items()}
    return site


@pytest.fixture
def told() -> list[Progress]:
    return []


@pytest.fixture
def make(tmp_path: Path, told: list[Progress]) -> Callable[..., ModelStore]:
    def store(*entries: ModelEntry, **settings: object) -> ModelStore:
        settings = {"timeout_s": 0.5, "report": told.append, **settings}
        return ModelStore(catalogue(*entries), tmp_path / "cache", **settings)  # type: ignore[arg-type]

    return store


@pytest.fixture
def no_connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    return


def lines(told: list[Progress]) -> list[str]:
    return [progress.message for progress in told if progress.message]


def test_ensure_pulls_once(
    hub: Site, make: Callable[..., ModelStore], told: list[Progress], tmp_path: Path
) -> None:
    store = make(hub=hub.url)
    assert not store.has("tiny")
    folder = store.ensure("tiny")
    assert folder == store.path("tiny") == tmp_path / "cache" / "tiny"
    assert contents(folder) == WHOLE
    asked = len(hub.asked)
    assert store.ensure("tiny") == store.pull("tiny") == folder
    assert len(hub.asked) == asked
    assert told[0].done_bytes == 0
    assert [p.done_bytes for p in told] == sorted(p.done_bytes for p in told)
    assert told[-1] == Progress("tiny", "", 2050, 2050)
    assert not list((tmp_path / "cache" / ".partial").iterdir())


def test_entries_and_names(make: Callable[..., ModelStore]) -> None:
    store = make(entry(), entry(name="other", role="speak"))
    assert [item.name for item in store.entries()] == ["tiny", "other"]
    assert [item.name for item in store.entries("speak")] == ["other"]
    assert not store.entries(engine="kokoro")
    for call in (store.has, store.path, store.ensure, store.pull, store.verify, store.remove):
        with pytest.raises(ModelUnknown, match="tiny"):
            call("tinny")


def test_absent(make: Callable[..., ModelStore]) -> None:
    store = make()
    with pytest.raises(ModelAbsent, match="dragoman models pull tiny"):
        store.path("tiny")
    assert store.verify("tiny") == ["is not in the cache"]
    assert not store.remove("tiny")


@pytest.mark.usefixtures("no_connections")
def test_offline_opens_no_connection(make: Callable[..., ModelStore], tmp_path: Path) -> None:
    everything = entry(
        HubSource("owner/tiny"), UrlSource("https://files.example"), WheelSource(("a==1",), "a")
    )
    store = make(everything, offline=True)
    for call in (store.ensure, store.pull):
        with pytest.raises(ModelAbsent):
            call("tiny")
    assert not (tmp_path / "cache" / ".partial" / "tiny").exists()


@pytest.mark.usefixtures("no_connections")
def test_offline_takes_from_the_mirror(make: Callable[..., ModelStore], tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "tiny").mkdir(parents=True)
    for name, body in WHOLE.items():
        (mirror / "tiny" / name).write_bytes(body)
    assert contents(make(offline=True, mirror=mirror).ensure("tiny")) == WHOLE


def test_a_wrong_hash_leads_to_the_next_source(
    hub: Site, make: Callable[..., ModelStore], told: list[Progress], tmp_path: Path
) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "tiny").mkdir(parents=True)
    (mirror / "tiny" / "model.bin").write_bytes(BODY[::-1])
    (mirror / "tiny" / "config.json").write_bytes(CONFIG)
    assert contents(make(hub=hub.url, mirror=mirror).ensure("tiny")) == WHOLE
    assert any("model.bin has the wrong hash" in line for line in lines(told))
    assert [path for path, _ in hub.asked] == [HUB_PATH + "model.bin"], "what is right is kept"


def test_every_source_is_named_when_all_fail(
    site: Site, make: Callable[..., ModelStore], tmp_path: Path
) -> None:
    both = entry(HubSource("owner/tiny"), UrlSource(f"{site.url}/files"))
    site.files = {"/files/model.bin": BODY[:-1], "/files/config.json": CONFIG}
    with pytest.raises(ModelUnavailable) as info:
        make(both, hub=site.url).ensure("tiny")
    (_, hub_reason), (_, url_reason) = info.value.attempts
    assert "404" in hub_reason
    assert "model.bin has 2047 bytes instead of 2048" in url_reason
    assert not (tmp_path / "cache" / "tiny").exists()


def test_half_a_file_is_continued(hub: Site, make: Callable[..., ModelStore]) -> None:
    store = make(hub=hub.url)
    hub.break_after = [1000, 0]
    with pytest.raises(ModelUnavailable):
        store.ensure("tiny")
    assert not store.has("tiny")
    assert contents(store.ensure("tiny")) == WHOLE
    assert (HUB_PATH + "model.bin", "bytes=1000-") in hub.asked


def test_a_source_that_does_not_answer_is_left_alone_for_a_while(
    hub: Site, make: Callable[..., ModelStore], told: list[Progress]
) -> None:
    now = 100.0
    with silent_server() as url:
        models = [
            entry(UrlSource(url), HubSource("owner/tiny"), name=name) for name in ("a", "b", "c")
        ]
        store = make(*models, hub=hub.url, timeout_s=0.2, clock=lambda: now)
        store.ensure("a")
        assert "no answer within 0.2 s" in lines(told)[-1]
        store.ensure("b")
        assert "did not answer a moment ago" in lines(told)[-1]
        now += 100.0
        store.ensure("c")
        assert "no answer within 0.2 s" in lines(told)[-1]


def test_from_wheels_after_a_dead_hub(
    site: Site,
    use_index: Callable[[str], None],
    make: Callable[..., ModelStore],
    tmp_path: Path,
) -> None:
    parts = {"tiny/1": BODY[:7], "tiny/2": BODY[7:], "tiny/config.json": CONFIG}
    wheel = make_wheel(tmp_path / "made", "tiny_model", parts)
    site.files = index_of({"tiny-model": ("tiny_model-1.0-py3-none-any.whl", wheel)})
    use_index(site.url)
    source = WheelSource(
        ("tiny-model==1.0",), "tiny", {"model.bin": ("tiny/1", "tiny/2")}, size_bytes=len(wheel)
    )
    with silent_server() as url:
        store = make(entry(HubSource("owner/tiny"), source), hub=url, timeout_s=2.0)
        assert contents(store.ensure("tiny")) == WHOLE


def test_damage_is_found_and_repaired(
    hub: Site, make: Callable[..., ModelStore], tmp_path: Path
) -> None:
    store = make(hub=hub.url)
    folder = store.ensure("tiny")
    assert store.verify("tiny") == []
    (folder / "config.json").write_bytes(b"[]")
    assert store.has("tiny"), "a look at the size alone cannot tell"
    assert store.verify("tiny")[0].startswith("config.json has the wrong hash")
    assert contents(store.pull("tiny")) == WHOLE
    (folder / "model.bin").write_bytes(BODY[:-1])
    assert not store.has("tiny")
    assert contents(store.ensure("tiny")) == WHOLE
    assert not list((tmp_path / "cache" / ".partial").iterdir())


def test_remove(hub: Site, make: Callable[..., ModelStore]) -> None:
    store = make(hub=hub.url)
    store.ensure("tiny")
    assert store.remove("tiny")
    assert not store.has("tiny")
    assert not store.remove("tiny")


def test_no_room_is_said_before_anything_is_fetched(
    hub: Site, make: Callable[..., ModelStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=2049))
    with pytest.raises(ModelError, match=r"needs 2050 bytes of disk, but .* only 2049 bytes free"):
        make(hub=hub.url).ensure("tiny")
    assert not hub.asked


def test_a_disk_that_becomes_full_is_left_clean(
    make: Callable[..., ModelStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(self: FolderFetcher, job: Job) -> None:
        (job.scratch / "half").write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(FolderFetcher, "fetch", fill_up)
    with pytest.raises(ModelError, match="disk became full while the model tiny was fetched"):
        make(mirror=tmp_path).ensure("tiny")
    assert not list((tmp_path / "cache" / ".partial").iterdir())


@pytest.fixture
def full_soon(tmp_path: Path) -> Iterator[Path]:
    """The folder of a small disk."""
    with small_disk(tmp_path / "small", "64k") as disk:
        yield disk.folder


def test_a_really_full_disk(site: Site, full_soon: Path) -> None:
    site.files = {HUB_PATH + "model.bin": bytes(200_000)}
    unknown_size = ModelEntry(
        **{
            **{name: getattr(entry(), name) for name in ModelEntry.__slots__},
            "files": (ModelFile("model.bin"),),
            "size_bytes": 1000,
        }
    )
    store = ModelStore(catalogue(unknown_size), full_soon, hub=site.url)
    with pytest.raises(ModelError, match="disk became full"):
        store.ensure("tiny")
    assert not list((full_soon / ".partial").iterdir())


def test_a_cache_that_cannot_be_written(hub: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = ModelStore(catalogue(), tmp_path / "file" / "cache", hub=hub.url)
    with pytest.raises(ModelError, match=r"the model cache .*file"):
        store.ensure("tiny")


def _pull(cache: Path, hub: str, done: "multiprocessing.Queue[str]") -> None:
    store = ModelStore(catalogue(), cache, hub=hub, timeout_s=5.0)
    done.put(str(store.ensure("tiny")))


def test_two_processes_fetch_once(hub: Site, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    done = context.Queue()
    pullers = [
        context.Process(target=_pull, args=(tmp_path / "cache", hub.url, done)) for _ in range(2)
    ]
    for process in pullers:
        process.start()
    assert {done.get(timeout=60) for _ in pullers} == {str(tmp_path / "cache" / "tiny")}
    for process in pullers:
        process.join()
        assert process.exitcode == 0
    assert sorted(path for path, _ in hub.asked) == sorted(HUB_PATH + name for name in WHOLE)
    assert contents(tmp_path / "cache" / "tiny") == WHOLE


def test_the_second_waits_and_says_so(
    hub: Site, make: Callable[..., ModelStore], told: list[Progress]
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hold(progress: Progress) -> None:
        begun.set()
        go_on.wait(20)

    first = make(hub=hub.url, report=hold)
    thread = threading.Thread(target=first.ensure, args=("tiny",))
    thread.start()
    assert begun.wait(20)

    def let_go(progress: Progress) -> None:
        told.append(progress)
        go_on.set()

    assert contents(make(hub=hub.url, report=let_go).ensure("tiny")) == WHOLE
    thread.join()
    assert lines(told) == ["another process is fetching it; waiting for that"]
    assert len(hub.asked) == 2


def test_open_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    store = open_store(ModelsConfig(), offline=True)
    assert store.offline
    assert store.entry("whisper-tiny.en").engine == "faster_whisper"
    assert store.cache.name == "models"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert open_store(ModelsConfig(cache="~/here")).cache == tmp_path / "here"


def test_open_store_asks_the_mirror_of_the_settings(tmp_path: Path) -> None:
    with serving(Site()) as empty:
        config = ModelsConfig(
            cache=str(tmp_path / "cache"), mirror=str(tmp_path), hub=empty.url, timeout_s=1.0
        )
        with pytest.raises(ModelUnavailable) as info:
            open_store(config).ensure("whisper-small")
    places = [place for place, _ in info.value.attempts]
    assert places == [
        f"folder {tmp_path}/whisper-small",
        f"hub {empty.url.removeprefix('http://')}",
    ]


@pytest.mark.models
def test_a_real_model_is_what_its_hash_says(store: ModelStore) -> None:
    folder = store.ensure("kokoro-voices-ja")
    assert store.verify("kokoro-voices-ja") == []
    assert (folder / "voices_ja.npz").is_file()
