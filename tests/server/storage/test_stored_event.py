from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.storage.errors import UnfitEvent
from server.storage.stored_event import StoredEvent, is_kept
from tests.server.storage.talks import BEGAN, said, translated


def read(event: dict[str, object]) -> StoredEvent:
    return StoredEvent.read("r", event, BEGAN)


def test_a_caption_has_its_lines_as_text() -> None:
    event = {"seq": 1, "type": "caption", "lines": ["Hello", "everyone."], "language": "en"}
    assert read(event).text == "Hello everyone."
    assert not read(event).is_final


def test_the_language_of_a_translation_is_what_it_was_translated_into() -> None:
    assert read(translated(1, "Olá.")).language == "pt"
    assert read(said(1, language="fr")).language == "fr"


@pytest.mark.parametrize(
    "at", ["2026-03-01T10:30:00+01:00", "2026-03-01T09:30:00Z", "2026-03-01T09:30:00"]
)
def test_times_are_kept_in_utc(at: str) -> None:
    time = read({"seq": 1, "type": "gap", "at": at}).at
    assert time == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def test_long_names_are_cut_and_cleaned() -> None:
    event = read({"seq": 1, "type": "gap", "name": "A\nna\0" + "a" * 500, "speaker": None})
    assert event.name.startswith("A naaa")
    assert (len(event.name), event.speaker) == (200, "")


def test_what_passes() -> None:
    kept = ("transcript.final", "translation.final", "caption", "gap", "person.joined")
    assert all(is_kept({"type": name}) for name in kept)
    passing = ("transcript.partial", "translation.partial", "stats")
    assert not any(is_kept({"type": name}) for name in passing)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
keys = st.sampled_from(["seq", "type", "segment", "at", "stable", "words", "lines", "language"])
types = st.sampled_from(["transcript.final", "translation.final", "caption", "gap"])


@given(st.dictionaries(keys, values), types, st.integers(0, 9))
def test_anything_is_read_or_refused(fields: dict[str, object], name: str, seq: int) -> None:
    try:
        event = read({**fields, "type": name, "seq": seq})
    except UnfitEvent:
        return
    assert event.body.isascii()
    assert event.to_object()["type"] == name
