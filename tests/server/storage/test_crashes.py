"""Finals are there exactly once and in order, whatever ends the server and whenever."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configs.storage_config import Retention
from server.storage.sql_archive import SqlArchive
from server.storage.sqlite_database import SqliteDatabase
from tests.conftest import PROJECT
from tests.server.storage.talks import Clock, said, warned

WEEK = Retention("days", 7)
STORED_WITHIN_S = 2.0
"""It is 0.15 s where nobody else needs the machine."""


def talk_until_killed(path: Path, mode: str, lines: int) -> list[tuple[int, float]]:
    """Each number that was told, and how long before the kill."""
    command = [sys.executable, "-m", "tests.server.storage.talker", str(path), mode]
    told: list[tuple[int, float]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told.append((int(line), time.monotonic()))
            if len(told) == lines:
                process.kill()
                killed = time.monotonic()
    return [(seq, killed - at) for seq, at in told]


async def finals_in(path: Path, clock: Clock) -> list[int]:
    archive = SqlArchive(SqliteDatabase(path), Retention("days", 3650), say=print, now=clock)
    await archive.open()
    found = [each.seq for each in await archive.finals("talk", limit=10**6)]
    await archive.close()
    return found


@pytest.mark.parametrize("lines", [1, 40])
async def test_what_was_told_to_be_stored_survives_a_kill(
    tmp_path: Path, clock: Clock, lines: int
) -> None:
    path = tmp_path / "records.sqlite"
    told = talk_until_killed(path, "flush", lines)
    found = await finals_in(path, clock)
    assert found == list(range(1, len(found) + 1))
    assert len(found) >= told[-1][0]


async def test_a_kill_loses_the_last_moment_at_most(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "records.sqlite"
    told = talk_until_killed(path, "run", 260)
    found = await finals_in(path, clock)
    assert found == list(range(1, len(found) + 1))
    assert len(found) >= max(seq for seq, age_s in told if age_s > STORED_WITHIN_S)


class Server:
    """A server over a file, and what must be in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lives = 0
        self.clock = Clock()
        self.stored: list[int] = []
        """Finals that are surely in the file."""
        self.handed: list[int] = []
        """Finals that were handed over since."""
        self._said_at: dict[int, float] = {}

    async def start(self) -> None:
        self._lives += 1
        path = self._folder / str(self._lives) / "records.sqlite"
        self._archive = SqlArchive(SqliteDatabase(path), WEEK, say=print, now=self.clock)
        await self._archive.open()
        self._seq = (await self._archive.begin("talk")).last_seq

    async def say(self, *, is_final: bool) -> None:
        self._seq += 1
        make = said if is_final else warned
        event = {**make(self._seq), "at": self.clock.time.isoformat()}
        self._archive.add("talk", event)
        if is_final:
            self.handed.append(self._seq)
            self._said_at[self._seq] = self.clock.time.timestamp()

    async def store(self) -> None:
        await self._archive.flush()
        self.stored += self.handed
        self.handed = []

    async def crash(self) -> None:
        """What a kill leaves are the files as they are: the next life begins with a copy."""
        old, new = self._folder / str(self._lives), self._folder / str(self._lives + 1)
        shutil.copytree(old, new)
        (new / "records.sqlite.lock").unlink()
        (new / "records.sqlite-shm").unlink(missing_ok=True)
        await self._archive.abandon()
        await self.start()
        found = await self._finals()
        handed_and_there = found[len(self.stored) :]
        assert handed_and_there == self.handed[: len(handed_and_there)]
        self.stored, self.handed = self.stored + handed_and_there, []

    async def pass_days(self) -> None:
        self.clock.pass_days(3)
        await self._archive.sweep()
        kept_from = self.clock.time.timestamp() - 7 * 86_400
        self.stored = [seq for seq in self.stored + self.handed if self._said_at[seq] >= kept_from]
        self.handed = []

    async def check(self) -> None:
        assert await self._finals() == self.stored + self.handed

    async def stop(self) -> None:
        await self.store()
        await self.check()
        await self._archive.close()

    async def _finals(self) -> list[int]:
        return [each.seq for each in await self._archive.finals("talk", limit=1000)]


steps = st.lists(
    st.sampled_from(["final", "final", "other", "store", "crash", "days"]),
    max_size=25,
)


@settings(max_examples=40)
@given(steps)
def test_finals_are_there_once_and_in_order(given_steps: list[str]) -> None:
    asyncio.run(live_through(given_steps))


async def live_through(given_steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        await server.start()
        for step in given_steps:
            if step in ("final", "other"):
                await server.say(is_final=step == "final")
            elif step == "store":
                await server.store()
            elif step == "crash":
                await server.crash()
            elif step == "days":
                await server.pass_days()
            await server.check()
        await server.stop()
