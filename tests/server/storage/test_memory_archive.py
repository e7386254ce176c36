import pytest

from server.storage import memory_archive
from server.storage.errors import NoRecord
from server.storage.memory_archive import MemoryArchive
from tests.server.storage.talks import Clock, said, warned


async def test_what_ends_is_forgotten(clock: Clock) -> None:
    archive = MemoryArchive(clock)
    await archive.begin("talk")
    archive.add("talk", said(1))
    archive.end("talk")
    with pytest.raises(NoRecord):
        await archive.since("talk")
    await archive.begin("talk")
    assert await archive.since("talk") == ()
    await archive.close()
    assert await archive.records() == ()


async def test_a_room_takes_bounded_memory(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_archive, "ROOM_BYTES", 50_000)
    archive = MemoryArchive(clock)
    await archive.begin("talk")
    for seq in range(1, 201):
        archive.add("talk", said(seq) if seq % 2 else warned(seq))
    found = await archive.since("talk")
    assert sum(event.size_bytes for event in found) <= 50_000
    finals = [event.seq for event in found if event.is_final]
    assert finals == list(range(finals[0], 200, 2))
    assert len(found) - len(finals) <= 1
