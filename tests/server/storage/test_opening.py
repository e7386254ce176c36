from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from configs.storage_config import Retention, StorageConfig
from server.storage.archive import Archive
from server.storage.opening import default_path, open_archive
from tests.server.storage.postgres import PostgresServer
from tests.server.storage.talks import said

Opener = Callable[[StorageConfig], Awaitable[Archive]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
async def open_it() -> AsyncIterator[Opener]:
    opened: list[Archive] = []

    async def open_one(config: StorageConfig) -> Archive:
        opened.append(await open_archive(config, say=print))
        return opened[-1]

    yield open_one
    for archive in opened:
        await archive.close()


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("records*"))


async def test_without_settings_records_are_in_the_users_data_folder(
    open_it: Opener, home: Path
) -> None:
    archive = await open_it(StorageConfig())
    assert default_path() == home / "dragoman" / "records.sqlite"
    record = await archive.begin("talk")
    archive.add("talk", said(1))
    await archive.flush()
    assert record.retention == Retention("session")
    assert default_path().stat().st_size > 0
    await archive.close()


async def test_none_never_touches_the_disk(open_it: Opener, home: Path) -> None:
    archive = await open_it(StorageConfig(retention="none"))
    assert (await archive.begin("talk", Retention("days", 9))).retention == Retention("none")
    archive.add("talk", said(1))
    await archive.flush()
    await archive.close()
    assert list(home.parent.iterdir()) == []


async def test_a_path_of_ones_own(open_it: Opener, tmp_path: Path) -> None:
    path = tmp_path / "a b" / "talks.sqlite"
    archive = await open_it(StorageConfig(url=f"sqlite:///{path}"))
    await archive.close()
    assert path.exists()


async def test_postgresql(open_it: Opener, postgres: PostgresServer) -> None:
    config = StorageConfig(url=postgres.new_database(), retention="3 days")
    archive = await open_it(config)
    record = await archive.begin("talk")
    await archive.close()
    archive = await open_it(config)
    assert (await archive.record("talk")).id == record.id
    await archive.close()


async def test_a_room_that_asks_for_nothing_to_be_kept(open_it: Opener, tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    config = StorageConfig(url=f"sqlite:///{path}", retention="30 days")
    archive = await open_it(config)
    await archive.begin("open")
    archive.add("open", said(1, "evergreen"))
    await archive.begin("secret", Retention("none"))
    archive.add("secret", said(1, "xylophone"))
    await archive.flush()
    files = bytes_in(tmp_path)
    assert b"evergreen" in files
    assert b"xylophone" not in files
    assert b"secret" not in files
    assert {each.room for each in await archive.records()} == {"open", "secret"}
    assert [hit.room for hit in await archive.search("x")] == ["secret"]
    assert [each.text for each in await archive.since("secret")] == ["xylophone"]
    assert [each.text for each in await archive.finals("open", language="en")] == ["evergreen"]
    archive.end("secret")
    assert [each.room for each in await archive.records()] == ["open"]
    await archive.sweep()
    assert archive.health.problem == ""
    await archive.close()


async def test_a_room_may_be_kept_once_and_not_the_other_time(
    open_it: Opener, tmp_path: Path
) -> None:
    config = StorageConfig(url=f"sqlite:///{tmp_path / 'r.sqlite'}", retention="30 days")
    archive = await open_it(config)
    kept = await archive.begin("talk")
    archive.add("talk", said(1, "kept"))
    archive.end("talk")
    unkept = await archive.begin("talk", Retention("none"))
    archive.add("talk", said(1, "unkept"))
    assert [each.text for each in await archive.since("talk")] == ["unkept"]
    assert [each.text for each in await archive.since("talk", record=kept.id)] == ["kept"]
    await archive.delete("talk", unkept.id)
    assert await archive.since("talk") == ()
    assert await archive.record("talk", kept.id) != await archive.record("talk")
    await archive.delete("talk")
    assert [each.id for each in await archive.records("talk")] == [unkept.id]
    await archive.delete("talk")
    await archive.close()
