import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.cue import Caption
from streaming.events import (
    BadEvent,
    Event,
    Failed,
    SceneDescription,
    SessionEnded,
    SessionStarted,
    SpeechAudio,
    Stats,
    Warned,
)
from streaming.listener import Gap, SpeechStarted, SpeechStopped
from streaming.transcript import Transcript
from streaming.translation import Translation
from translators.recognize import Word

WORD = Word(" hi\u2028<b>", 0.125, 0.5, 0.75)
VALUES = [
    SessionStarted("talk.wav", "auto", ("pt", "es"), {"recognize": "tiny"}),
    SpeechStarted(1, 0.25),
    SpeechStopped(1, 0.75),
    Transcript(1, 1, "en", "hi", " there", (WORD,), 0.25, 0.5, False),
    Transcript(1, 2, "en", "hi there", "", (WORD,), 0.25, 0.75, True),
    Translation(1, 1, "en", "pt", "oi", "", 0.25, 0.75, False),
    Translation(1, 2, "en", "pt", "oi", "", 0.25, 0.75, True),
    SpeechAudio(1, 1, "started", "pt", "oi", 1.5, 0.75, 1.25),
    Caption("source", 1, 2, ("hi", "there"), 0.25, 0.75, None, "en"),
    SceneDescription(
        2, "A dog ahead.", "new", "entered", "en", "cut", 2.5, 2.25, "stopped", {"dog": 1}
    ),
    SceneDescription(1, "Not for navigation safety.", "new", "notice", "en", "started", 0.25),
    Gap(1.0, 2.0, "dropped"),
    Stats(0.5, 1.0, {"recognize": {"count": 3, "p50_s": 0.125}}, 100.0),
    Warned("slow"),
    Failed("gone"),
    SessionEnded("end of input", 11.0),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_an_event_survives_json(value):
    event = Event(7, "s", 1.25, 1.5, value)
    line = event.to_json()
    assert "\n" not in line
    assert Event.from_json(line) == event


def test_every_event_has_the_common_fields_and_its_type():
    line = json.loads(Event(7, "s", 1.25, 1.5, VALUES[4]).to_json())
    assert line["type"] == "transcript.final"
    assert (line["seq"], line["session"], line["segment"], line["revision"]) == (7, "s", 1, 2)
    assert (line["media_s"], line["elapsed_s"]) == (1.25, 1.5)
    assert "is_final" not in line


@pytest.mark.parametrize(
    "line",
    ["", "[]", "{}", "null", '{"type":"nothing"}', '{"type":"gap","seq":1}', "\x00", '{"type":3}'],
)
def test_what_is_no_event_is_refused(line):
    with pytest.raises(BadEvent, match="not an event"):
        Event.from_json(line)


@given(st.text(), st.text())
def test_any_text_survives(stable, unstable):
    event = Event(1, "s", 0.0, 0.0, Transcript(1, 1, "en", stable, unstable, (), 0, 1, False))
    assert Event.from_json(event.to_json()) == event
