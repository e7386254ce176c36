"""A disk that fills while people talk: nothing is lost, nobody waits, all are told once."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from configs.schema import Config
from configs.storage_config import StorageConfig
from tests.disks import SmallDisk, small_disk
from tests.fakes import sentences, talk
from tests.server.made import config
from tests.server.site import Member, Site, finals, member, settled, site

SAID = sentences(28.0)
NOT_STORED = "what is said cannot be stored now and is kept in memory"
STORED_AGAIN = "what was said is being stored again"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", "2m") as disk:
        yield disk


def kept_on(disk: SmallDisk) -> Config:
    kept = StorageConfig(f"sqlite:///{disk.folder / 'records.sqlite'}", "30 days")
    return replace(config(), storage=kept)


def warned(somebody: Member) -> list[tuple[str, str]]:
    return [(event.get("code", ""), event["message"]) for event in somebody.events("warning")]


async def measure(where: Site, name: str) -> float:
    page = (await where.http.get("/metrics")).text
    (line,) = [line for line in page.splitlines() if line.startswith(f"{name} ")]
    return float(line.split()[1])


async def transcript(where: Site, room: str) -> str:
    answer = await where.http.get(f"/v1/rooms/{room}/transcript?format=txt")
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


async def test_a_full_disk_stops_nobody_and_loses_nothing(
    disk: SmallDisk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "dragoman")
    async with site(kept_on(disk)) as where:
        room = await where.room(room="kept")
        unkept = await where.room(room="unkept", retention="none")
        archive = where.services.archive
        async with (
            member(where, room, speaks="en", audio="socket", name="Ana") as ana,
            member(where, room, reads=["pt"]) as ben,
            member(where, unkept) as elsewhere,
        ):
            await ana.say(talk(4.0))
            await ben.until(finals(1))
            await archive.flush()
            disk.fill()
            for _ in range(3):
                await ana.say(talk(8.0))
            await ben.until(finals(7))
            await ben.until(finals(7, "translation.final"))
            assert [text for text in ana.texts("transcript.final") if text] == SAID
            for somebody in (ana, ben):
                await somebody.until(warned)
            await settled(lambda: archive.health.problem)
            assert await measure(where, "dragoman_storage_down") == 1
            assert await measure(where, "dragoman_storage_given_up") == 0
            assert await measure(where, 'dragoman_queue_depth{queue="storage"}') > 0
            # What is in memory only can be read, searched and taken away like the rest.
            text = await transcript(where, room)
            assert all(sentence in text for sentence in SAID)
            # Others can still come, and rooms be made.
            late = await where.room(room="late")
            async with member(where, late) as cleo:
                await cleo.until(warned)
            disk.make_room()
            await settled(lambda: not archive.health.waiting and not archive.health.problem)
            for somebody in (ana, ben):
                await somebody.until(lambda me: len(warned(me)) == 2)
                told = [("not_stored", NOT_STORED), ("stored_again", STORED_AGAIN)]
                assert warned(somebody) == told
            assert await measure(where, "dragoman_storage_down") == 0
            assert warned(elsewhere) == []
            heard = [text for text in ana.texts("transcript.final") if text]
            numbers = [event["seq"] for event in ana.events("transcript.final")]
    lines = [record.fields["message"] for record in caplog.records if record.msg == "storage"]  # type: ignore[attr-defined]
    assert lines == [f"{NOT_STORED}: database or disk is full", STORED_AGAIN]
    async with site(kept_on(disk)) as again:
        stored = await again.services.archive.finals("kept", language="en")
        assert [event.seq for event in stored] == numbers
        assert [event.text.strip() for event in stored if event.text.strip()] == heard


async def test_a_disk_that_is_full_from_the_start(disk: SmallDisk) -> None:
    async with site(kept_on(disk)) as where:
        disk.fill()
        room = await where.room()
        async with member(where, room, speaks="en", audio="socket") as ana:
            await ana.say(talk(4.0))
            await ana.until(finals(1))
            await ana.until(warned)
            assert SAID[0] in await transcript(where, room)
