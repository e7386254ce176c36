import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from configs.storage_config import Retention
from server.storage.errors import StorageError
from server.storage.sql_archive import SqlArchive
from server.storage.sqlite_database import SqliteDatabase
from tests.disks import SmallDisk, small_disk
from tests.server.storage.conftest import MONTH
from tests.server.storage.talks import Clock, said, translated, warned

SESSION = Retention("session")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", "2m") as disk:
        yield disk


class Records:
    """Archives over one file."""

    def __init__(self, path: Path, clock: Clock, lines: list[str]) -> None:
        self.path, self._clock, self._lines = path, clock, lines

    async def open(self, retention: Retention = MONTH, most_bytes: int = 2**20) -> SqlArchive:
        archive = SqlArchive(
            SqliteDatabase(self.path),
            retention,
            say=self._lines.append,
            now=self._clock,
            most_waiting_bytes=most_bytes,
        )
        return await archive.open()

    def bytes_on_disk(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.path.parent.glob("records*")))


@pytest.fixture
def records(tmp_path: Path, clock: Clock, lines: list[str]) -> Records:
    return Records(tmp_path / "data" / "records.sqlite", clock, lines)


async def test_nobody_else_may_read_the_files(records: Records) -> None:
    archive = await records.open()
    await archive.begin("talk")
    await archive.flush()
    for path in records.path.parent.glob("records.sqlite*"):
        if path.suffix != ".lock":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(records.path.parent.stat().st_mode) == 0o700
    await archive.close()


async def test_a_file_that_is_no_database(records: Records) -> None:
    records.path.parent.mkdir()
    records.path.write_bytes(b"notes, and more notes\n" * 99)
    with pytest.raises(StorageError, match=r"cannot open .*: file is not a database"):
        await records.open()
    assert records.path.read_bytes() == b"notes, and more notes\n" * 99


async def test_a_place_where_nothing_can_be_made(records: Records, tmp_path: Path) -> None:
    records.path = tmp_path / "file" / "records.sqlite"
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"cannot open .*records\.sqlite"):
        await records.open()


async def test_making_the_tables_can_be_cut_off(records: Records) -> None:
    await (await records.open()).close()
    with sqlite3.connect(records.path) as connection:
        connection.execute("DELETE FROM dragoman_meta")
        connection.execute("DROP TABLE dragoman_words")
    connection.close()
    archive = await records.open()
    await archive.begin("talk")
    archive.add("talk", said(1))
    await archive.flush()
    assert len(await archive.search("hello")) == 1
    await archive.close()


WORDS = [f"xylofon{number}quark" for number in range(400)]


@pytest.mark.parametrize("how", ["end", "delete", "sweep"])
async def test_deleted_words_are_not_in_the_files(records: Records, clock: Clock, how: str) -> None:
    archive = await records.open()
    await archive.begin("kept")
    archive.add("kept", said(1, "evergreen words"))
    await archive.begin("talk", SESSION if how == "end" else Retention("days", 1))
    for seq, word in enumerate(WORDS, start=1):
        archive.add("talk", said(2 * seq, f"{word} und {word[::-1]}", name="Zebediah"))
        archive.add("talk", translated(2 * seq + 1, f"ein{word}"))
        if seq % 50 == 0:
            await archive.flush()
    before = records.bytes_on_disk()
    assert all(word.encode() in before for word in (*WORDS, "Zebediah", "evergreen"))
    if how == "end":
        archive.end("talk")
        await archive.flush()
    elif how == "delete":
        await archive.delete("talk")
    else:
        clock.pass_days(2)
        await archive.sweep()
    after = records.bytes_on_disk()
    gone = (*WORDS, *(word[::-1] for word in WORDS), "xylofon", "quark", "Zebediah", "krauq")
    assert [word for word in gone if word.encode() in after] == []
    assert len(after) < len(before) / 2
    assert b"evergreen" in after
    assert len(await archive.search("evergreen")) == 1
    terms = indexed_words(records.path)
    assert terms == ["evergreen", "words"]
    await archive.close()


def indexed_words(path: Path) -> list[str]:
    """What the index holds, whether or not it is told as found."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, dragoman_words, 'row')")
    found = [term for (term,) in connection.execute("SELECT term FROM temp.v ORDER BY term")]
    connection.close()
    return found


async def test_a_full_disk(records: Records, disk: SmallDisk, lines: list[str]) -> None:
    records.path = disk.folder / "records.sqlite"
    archive = await records.open()
    await archive.begin("talk")
    archive.add("talk", said(1))
    await archive.flush()
    disk.fill()
    long_text = "many words " * 50
    for seq in range(2, 30):
        archive.add("talk", said(seq, long_text) if seq % 2 else warned(seq))
    for _ in range(3):
        with pytest.raises(StorageError, match=r"cannot store: database or disk is full"):
            await archive.flush()
    (line,) = lines
    assert line.endswith("kept in memory: database or disk is full")
    assert archive.health.problem == "database or disk is full"
    assert [each.seq for each in await archive.since("talk")] == list(range(1, 30))
    assert await archive.search("many")
    disk.make_room()
    await archive.flush()
    assert lines[1:] == ["what was said is being stored again"]
    assert (archive.health.problem, archive.health.waiting) == ("", 0)
    await archive.abandon()
    archive = await records.open()
    assert [each.seq for each in await archive.since("talk")] == list(range(1, 30))
    await archive.close()


async def test_a_disk_that_stays_full_costs_bounded_memory(
    records: Records, disk: SmallDisk, lines: list[str]
) -> None:
    records.path = disk.folder / "records.sqlite"
    archive = await records.open(most_bytes=30_000)
    await archive.begin("talk")
    await archive.flush()
    disk.fill()
    for seq in range(1, 101):
        archive.add("talk", warned(seq) if seq % 2 else said(seq))
    health = archive.health
    assert health.waiting_bytes <= 30_000
    assert health.dropped == 50
    with pytest.raises(StorageError):
        await archive.flush()
    disk.make_room()
    await archive.flush()
    stored = [each.seq for each in await archive.since("talk")]
    assert stored == list(range(2 * health.dropped_finals + 2, 101, 2))
    assert 0 < health.dropped_finals < 50
    assert f"{health.dropped_finals} sentences" in lines[1]
    await archive.close()


async def test_a_full_disk_delays_a_deletion(records: Records, disk: SmallDisk) -> None:
    records.path = disk.folder / "records.sqlite"
    archive = await records.open(SESSION)
    await archive.begin("talk")
    for seq, word in enumerate(WORDS, start=1):
        archive.add("talk", said(seq, word))
    await archive.flush()
    disk.fill()
    archive.end("talk")
    with pytest.raises(StorageError):
        await archive.flush()
    disk.make_room()
    await archive.flush()
    assert [word for word in WORDS if word.encode() in records.bytes_on_disk()] == []
    await archive.close()


async def test_what_cannot_be_stored_to_the_end_is_said(
    records: Records, disk: SmallDisk, lines: list[str]
) -> None:
    records.path = disk.folder / "records.sqlite"
    archive = await records.open()
    disk.fill()
    await archive.begin("talk")
    archive.add("talk", said(1, "many words " * 4000))
    await archive.close()
    assert lines[-1] == "1 events could not be stored and are lost"
