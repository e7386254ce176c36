import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from server.refusal import Refused
from server.wire import camera as wire

READ = [
    ({"type": "order", "order": "ahead"}, wire.Give(type="order", order="ahead")),
    ({"type": "verbosity", "level": 3}, wire.SetVerbosity(type="verbosity", level=3)),
    (
        {"type": "question", "text": "  how many people? "},
        wire.Question(type="question", text="how many people?"),
    ),
    ({"type": "ask", "asking": True}, wire.Ask(type="ask", asking=True)),
    (
        {"type": "prefer", "language": "es", "newer": 1},
        wire.Prefer(type="prefer", language="es"),
    ),
    ({"type": "voice", "on": False}, wire.Speak(type="voice", on=False)),
    ({"type": "hide", "hidden": True}, wire.Hide(type="hide", hidden=True)),
    ({"type": "pong"}, wire.Pong(type="pong")),
]
HOSTILE = [
    "",
    "{",
    "[]",
    "null",
    "1e999",
    '{"type":"order"}',
    '{"type":"order","order":"question"}',
    '{"type":"order","order":["stop"]}',
    '{"type":"verbosity","level":0}',
    '{"type":"verbosity","level":"2"}',
    '{"type":"verbosity","level":true}',
    '{"type":"verbosity","level":1e400}',
    '{"type":"question","text":"   "}',
    json.dumps({"type": "question", "text": "a" * 301}),
    '{"type":"hide","hidden":"no"}',
    '{"type":"hide"}',
    '{"type":"prefer","language":"../x"}',
    '{"type":"prefer","directions":"north"}',
    '{"type":"offer","sdp":"v=0"}',
    "[" * 5000,
    '{"type":"question","text":"\\ud800"}',
]


@pytest.mark.parametrize(("told", "expected"), READ, ids=[each[0]["type"] for each in READ])
def test_messages_are_read(told: dict[str, object], expected: wire.CameraMessage) -> None:
    assert wire.parse(json.dumps(told)) == expected


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_message_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(Refused) as refused:
        wire.parse(text)
    assert refused.value.code == "bad_message"
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) <= 300


def test_what_was_sent_is_not_repeated() -> None:
    with pytest.raises(Refused) as refused:
        wire.parse('{"type":"order","order":"my secret"}')
    assert "secret" not in str(refused.value)


def test_bytes_are_no_message() -> None:
    with pytest.raises(Refused):
        wire.parse(b'{"type":"pong"}')


@given(
    st.text()
    | st.recursive(st.none() | st.booleans() | st.text() | st.integers(), st.lists).map(json.dumps)
)
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Refused):
        assert isinstance(wire.parse(text), wire.CameraMessage)


def test_wishes_that_are_unknown_are_refused() -> None:
    for wrong in ({"lang": "en"}, {"verbosity": 4}, {"language": "english"}, {"sdp": "v" * 50_000}):
        with pytest.raises(ValidationError):
            wire.OpenCamera(**{"sdp": "v=0", **wrong})  # type: ignore[arg-type]
