from pathlib import Path

import pytest

from bench.reading import final_transcripts, final_translations, read_events, spoken_clauses
from configs.errors import DragomanError
from streaming.events import BadEvent, Event
from tests.bench.made import heard, session, spoken, translated

EVENTS = session(
    (1.0, heard(1, "One", " two", start_s=0, end_s=1)),
    (2.0, heard(1, "One two", start_s=0, end_s=1, is_final=True)),
    (2.1, translated(1, "Um", start_s=0, end_s=1, is_final=False)),
    (2.2, translated(1, "Um dois", start_s=0, end_s=1)),
    (2.3, spoken(1, 1, "queued", at_s=2.3, source_end_s=1.0)),
    (2.4, spoken(1, 1, "started", at_s=2.4, source_end_s=1.0)),
    (2.5, spoken(1, 1, "finished", at_s=2.9, source_end_s=1.0)),
)


def _write(path: Path, events: tuple[Event, ...]) -> Path:
    path.write_text("".join(f"{event.to_json()}\n" for event in events), encoding="utf-8")
    return path


def test_events_come_back_as_they_were(tmp_path: Path) -> None:
    read = read_events(_write(tmp_path / "events.jsonl", EVENTS))
    assert [event.to_json() for event in read] == [event.to_json() for event in EVENTS]


def test_only_finals_are_final() -> None:
    assert [final.text for _, final in final_transcripts(EVENTS)] == ["One two"]
    assert [final.text for _, final in final_translations(EVENTS)] == ["Um dois"]


def test_a_clause_has_its_beginning_and_its_end() -> None:
    ((started, finished),) = spoken_clauses(EVENTS)
    assert (started.at_s, finished.at_s) == (2.4, 2.9)


@pytest.mark.parametrize("events", [(), EVENTS[:-1]])
def test_a_session_without_its_end_is_refused(tmp_path: Path, events: tuple[Event, ...]) -> None:
    with pytest.raises(DragomanError, match="did not come to its end"):
        read_events(_write(tmp_path / "events.jsonl", events))


def test_what_is_no_event_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("hello\n", encoding="utf-8")
    with pytest.raises(BadEvent):
        read_events(path)
