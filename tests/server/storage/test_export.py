import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.cue import Cue
from captions.formats import FORMATS
from configs.errors import ConfigError
from configs.schema import CaptionsConfig
from configs.storage_config import Retention
from server.storage.archive import Archive
from server.storage.export import EXPORT_FORMATS, Exporter, cues_of
from server.storage.record import Record
from server.storage.stored_event import StoredEvent
from tests.captions.strategies import texts
from tests.server.storage.talks import BEGAN, said, translated, warned

STYLE = CaptionsConfig()
LATER = BEGAN + timedelta(seconds=60)


@pytest.fixture
async def exporter(archive: Archive) -> AsyncIterator[Exporter]:
    """Ana speaks English from the beginning, Zé joins after a minute and speaks Portuguese."""
    await archive.begin("talk")
    ze = {"session": "s2", "speaker": "p2", "name": "Zé", "stream_began": LATER}
    events = [
        said(1, "Hello everyone.", start_s=1.0),
        translated(2, "Olá a todos.", start_s=1.0),
        said(3, "Bom dia.", start_s=2.0, language="pt", **ze),
        translated(4, "Good morning.", target="en", start_s=2.0, **ze),
        warned(5),
        said(6, "How are you?", start_s=70.0),
        translated(7, "Como vai?", start_s=70.0),
    ]
    for event in events:
        archive.add("talk", event)
    exporter = Exporter(archive, STYLE)
    yield exporter
    exporter.close()


async def lines(exporter: Exporter, language: str | None) -> list[tuple[float, str | None, str]]:
    file = await exporter.export("talk", "jsonl", language=language)
    cues = FORMATS["jsonl"].read(file.text)
    assert [cue.id for cue in cues] == list(range(1, len(cues) + 1))
    return [(cue.start_s, cue.speaker, " ".join(cue.lines)) for cue in cues]


async def test_what_was_spoken_in_order_of_the_rooms_clock(exporter: Exporter) -> None:
    assert await lines(exporter, None) == [
        (1.0, "Ana", "Hello everyone."),
        (62.0, "Zé", "Bom dia."),
        (70.0, "Ana", "How are you?"),
    ]


async def test_all_that_could_be_read_in_a_language(exporter: Exporter) -> None:
    assert [text for _, _, text in await lines(exporter, "pt")] == [
        "Olá a todos.",
        "Bom dia.",
        "Como vai?",
    ]
    assert await lines(exporter, "en") == [
        (1.0, "Ana", "Hello everyone."),
        (62.0, "Zé", "Good morning."),
        (70.0, "Ana", "How are you?"),
    ]
    assert await lines(exporter, "fr") == []


@pytest.mark.parametrize("name", EXPORT_FORMATS)
async def test_every_format_has_all_words_and_names(exporter: Exporter, name: str) -> None:
    file = await exporter.export("talk", name, language="en")
    for text in ("Hello everyone.", "Good morning.", "How are you?", "Ana", "Zé"):
        assert text in file.text
    assert file.name == f"talk-2026-03-01-0900-en.{name}"
    assert "/" in file.media_type


@pytest.mark.parametrize("name", FORMATS)
async def test_caption_files_read_back(exporter: Exporter, name: str) -> None:
    file = await exporter.export("talk", name)
    cues = FORMATS[name].read(file.text)
    assert [" ".join(cue.lines) for cue in cues] == ["Hello everyone.", "Bom dia.", "How are you?"]
    assert [cue.speaker for cue in cues] == ["Ana", "Zé", "Ana"]
    assert file.name == f"talk-2026-03-01-0900-spoken.{name}"


async def test_json(exporter: Exporter, archive: Archive) -> None:
    body = json.loads((await exporter.export("talk", "json", language="pt")).text)
    assert body["room"] == "talk"
    assert body["began"] == "2026-03-01T09:00:00+00:00"
    assert body["ended"] is None
    assert body["record"] == (await archive.record("talk")).id
    assert body["cues"][0]["lines"] == ["Olá a todos."]


async def test_unknown_formats(exporter: Exporter) -> None:
    with pytest.raises(ConfigError, match=r"'\.\./x'.*vtt, srt, txt"):
        await exporter.export("talk", "../x")


async def test_a_name_that_is_no_file_name(archive: Archive) -> None:
    room = '../../etc/"pass wd"é'
    await archive.begin(room)
    file = await Exporter(archive, STYLE).export(room, "txt", language="../x")
    assert file.name == "-etc-pass-wd--2026-03-01-0900--x.txt"
    assert file.text == ""


async def test_more_finals_than_fit_a_page(archive: Archive) -> None:
    await archive.begin("talk")
    for seq in range(1, 502):
        archive.add("talk", said(seq, f"Number {seq}.", start_s=2.0 * seq))
    file = await Exporter(archive, STYLE).export("talk", "srt")
    assert len(FORMATS["srt"].read(file.text)) == 501


def test_the_fastest_event_tells_when_a_stream_began() -> None:
    late = BEGAN + timedelta(seconds=100)
    finals = [
        said(1, "Late.", start_s=10.0, at=late),
        said(2, "In time.", start_s=20.0),
    ]
    cues = made(finals)
    assert [(cue.start_s, cue.lines) for cue in cues] == [(10.0, ("Late.",)), (20.0, ("In time.",))]


def made(finals: list[dict[str, object]], language: str | None = None) -> tuple[Cue, ...]:
    record = Record("r", "talk", BEGAN, None, Retention("session"))
    stored = [StoredEvent.read("r", event, BEGAN) for event in finals]
    return cues_of(record, stored, language, STYLE)


spoken = st.tuples(texts, st.floats(0, 1e5), st.sampled_from(["en", "und", "", "no code!"]), texts)


@given(st.lists(spoken, max_size=8))
def test_whatever_was_said_can_be_exported(given_finals: list[tuple[str, float, str, str]]) -> None:
    finals = [
        said(seq, text, start_s=start_s, language=language, name=name)
        for seq, (text, start_s, language, name) in enumerate(given_finals, start=1)
    ]
    cues = made(finals)
    for file_format in FORMATS.values():
        file_format.read(file_format.write(cues))
    assert [cue.start_s for cue in cues] == sorted(cue.start_s for cue in cues)
