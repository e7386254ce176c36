import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ
from bench.calls.heard import heard
from bench.calls.recording import Recording
from configs.errors import DragomanError
from streaming.events import Event, EventValue, SpeechAudio
from streaming.transcript import Transcript
from translators.recognize import Word

BEGAN_S = 1_700_000_000.0
ORIGIN_S = BEGAN_S - 4.0
"""The session began before the talk."""
ON_ITS_WAY_S = 0.2


def came(elapsed_s: float, value: EventValue, session: str = "ana-1") -> tuple[float, Any]:
    body = json.loads(Event(1, session, elapsed_s, elapsed_s, value).to_json())
    at = datetime.fromtimestamp(ORIGIN_S + elapsed_s, UTC).isoformat()
    return ORIGIN_S + elapsed_s + 0.03, {**body, "session_seq": body["seq"], "at": at}


def final(session: str = "ana-1") -> tuple[float, Any]:
    words = (Word("Hello.", 5.0, 6.0, 0.9),)
    value = Transcript(1, 3, "en", "Hello.", "", words, 5.0, 6.0, is_final=True)
    return came(6.5, value, session)


def spoken(state: str, clause: int, at_s: float) -> tuple[float, Any]:
    return came(at_s, SpeechAudio(1, clause, state, "pt", "Olá.", at_s, 6.0))


def recording(*onsets_s: float) -> Recording:
    """On the talk's time line, and begun a second before it."""
    samples = np.zeros(20 * SAMPLE_RATE_HZ, np.float32)
    for onset_s in onsets_s:
        begin = round((onset_s + 1.0) * SAMPLE_RATE_HZ)
        samples[begin : begin + SAMPLE_RATE_HZ] = 0.3
    return Recording(samples, BEGAN_S - 1.0)


def test_times_are_those_of_the_talk() -> None:
    found = heard([final()], recording(), BEGAN_S)
    (event,) = found.events
    assert isinstance(event.value, Transcript)
    assert event.elapsed_s == pytest.approx(2.53, abs=2e-3)
    assert (event.value.start_s, event.value.end_s) == pytest.approx((1.0, 2.0), abs=2e-3)
    assert event.value.words[0].end_s == pytest.approx(2.0, abs=2e-3)
    assert len(found.sound) == 19 * SAMPLE_RATE_HZ


def test_speech_is_heard_where_it_is_in_the_recording() -> None:
    came_in = [final(), spoken("started", 1, 8.0), spoken("started", 2, 12.0)]
    found = heard(came_in, recording(4.0 + ON_ITS_WAY_S, 8.25), BEGAN_S)
    at_s = [event.value.at_s for event in found.events if isinstance(event.value, SpeechAudio)]
    assert at_s == pytest.approx([4.2, 8.25], abs=0.02)
    assert found.way_s == pytest.approx(0.225, abs=0.02)


def test_speech_that_follows_speech_took_as_long_as_the_rest() -> None:
    came_in = [final(), spoken("started", 1, 8.0), spoken("started", 2, 9.0)]
    found = heard(came_in, recording(4.0 + ON_ITS_WAY_S, 5.0 + ON_ITS_WAY_S), BEGAN_S)
    at_s = [event.value.at_s for event in found.events if isinstance(event.value, SpeechAudio)]
    assert at_s == pytest.approx([4.2, 5.2], abs=0.02)


def test_there_must_be_one_session() -> None:
    with pytest.raises(DragomanError, match="0 sessions"):
        heard([], recording(), BEGAN_S)
    with pytest.raises(DragomanError, match="2 sessions"):
        heard([final(), final("ana-2")], recording(), BEGAN_S)
