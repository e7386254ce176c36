"""Search does the same in memory, in SQLite and in PostgreSQL, written already or not."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.storage.archive import Archive
from tests.captions.strategies import HOSTILE
from tests.server.storage.talks import Clock, said, translated, warned

TEXTS = (
    "We talk about live captions.",
    "Nobody reads that, said the captain.",
    "Não há legendas na École.",
    "今日は字幕について話します。",
    "It costs 3.50, or 1e5 a.b@c.org http://x.y/z?q=1",
)


@pytest.fixture
async def talks(archive: Archive, clock: Clock) -> Archive:
    for number, room in enumerate(("one", "two")):
        await archive.begin(room)
        for place, text in enumerate(TEXTS):
            archive.add(room, said(10 * place + 1, f"{text} {room}", at=clock.time))
            clock.pass_days(0.01)
        archive.add(room, warned(100, "captions are late"))
        if number == 0:
            await archive.flush()
    return archive


async def found(archive: Archive, query: str, room: str | None = None) -> list[tuple[str, str]]:
    return [(hit.room, hit.event.text) for hit in await archive.search(query, room=room)]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("captions", [0]),
        ("CAPT", [0, 1]),
        ("capt read", [1]),
        ("nao ecole", [2]),
        ("字幕", [3]),
        ("幕字", []),
        ("話します", [3]),
        ("3.50", [4]),
        ("1e5", [4]),
        ("c.org", [4]),
        ("http://x.y", [4]),
        ("aptions", []),
        ("", []),
        ("%", []),
        ("*", []),
    ],
)
async def test_what_is_found(talks: Archive, query: str, places: list[int]) -> None:
    for _ in range(2):
        for room in ("one", "two"):
            expected = [(room, f"{TEXTS[place]} {room}") for place in reversed(places)]
            assert await found(talks, query, room) == expected
        assert len(await found(talks, query)) == 2 * len(places)
        await talks.flush()


async def test_where_it_is_found(talks: Archive) -> None:
    (hit,) = await talks.search("live about", room="one")
    assert [hit.event.text[start:end] for start, end in hit.spans] == ["about", "live"]


async def test_the_newest_come_first(talks: Archive) -> None:
    assert [room for room, _ in await found(talks, "live")] == ["two", "one"]
    hits = await talks.search("o", limit=3)
    assert [hit.event.at for hit in hits] == sorted((hit.event.at for hit in hits), reverse=True)
    assert len(hits) == 3


async def test_translations_are_found(archive: Archive) -> None:
    await archive.begin("talk")
    archive.add("talk", translated(1, "Olá a todos."))
    await archive.flush()
    (hit,) = await archive.search("ola")
    assert hit.event.language == "pt"


async def test_deleted_words_are_not_found(talks: Archive) -> None:
    await talks.flush()
    await talks.delete("one")
    assert await found(talks, "captions", "one") == []
    assert [room for room, _ in await found(talks, "captions")] == ["two"]


SYNTAX = [
    '"',
    "'",
    "*",
    "NEAR(",
    "AND",
    "OR NOT",
    "^",
    "col:",
    "<->",
    ":*",
    "&|!",
    "\\",
    "{a b}",
    "--",
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SYNTAX + HOSTILE) | st.text(max_size=6), max_size=5).map(" ".join))
async def test_hostile_queries_are_words(talks: Archive, query: str) -> None:
    for hit in await talks.search(query):
        assert hit.spans
