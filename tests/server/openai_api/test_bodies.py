"""Bodies that no client of OpenAI's would send."""

import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.openai_api.test_recordings import TALK
from tests.server.serving import Served

PATHS = ("audio/transcriptions", "audio/translations", "audio/speech", "realtime/client_secrets")
FORM = "multipart/form-data; boundary=cut"


def post(served: Served, path: str, content: bytes, kind: str | None) -> httpx.Response:
    headers = {} if kind is None else {"Content-Type": kind}
    return httpx.post(f"{served.url}/v1/{path}", content=content, headers=headers, timeout=20)


def part(name: str, content: bytes, file_name: str | None = None) -> bytes:
    shown = "" if file_name is None else f'; filename="{file_name}"'
    head = f'--cut\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def check_error(answer: httpx.Response) -> None:
    assert 400 <= answer.status_code < 500, answer.text
    error = answer.json()["error"]
    assert error["message"]
    assert {"message", "type", "param", "code"} <= set(error)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", FORM),
        (b"no form at all", FORM),
        (part("model", b"whisper-1") + b"--cut--\r\n", FORM),
        (part("model", b"whisper-1") + part("file", TALK, "a"), FORM),
        (part("file", TALK, "a") + b"--cut--\r\n", FORM),
        (part("file", TALK, "a") * 2 + b"--cut--\r\n", FORM),
        (part("model", b"x" * 100_000) + part("file", TALK, "a") + b"--cut--\r\n", FORM),
        (part("model", b"\xff\xfe") + part("file", TALK, "a") + b"--cut--\r\n", FORM),
        (b"--cut\r\nContent-Disposition: x\r\n\r\n\r\n--cut--\r\n", FORM),
        (b"--cut--\r\n", "multipart/form-data"),
        (b"{}", "application/json"),
        (b"", None),
    ],
)
@pytest.mark.parametrize("path", PATHS[:2])
def test_forms(served: Served, path: str, content: bytes, kind: str | None) -> None:
    check_error(post(served, path, content, kind))


@pytest.mark.parametrize(
    "content", [b"", b"[", b"[]", b"7", b"null", b"\xff\xfe", b'"' * 9, b"[" * 100_000]
)
@pytest.mark.parametrize("path", PATHS[2:])
def test_json(served: Served, path: str, content: bytes) -> None:
    check_error(post(served, path, content, "application/json"))
    check_error(post(served, path, b"{}" + b" " * 300_000, "application/json"))
    assert post(served, path, b"{}", "text/plain").status_code == 415


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=9)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ["input", "model", "voice", "speed", "response_format", "language", "stream_format"]
        ),
        values,
    )
)
def test_no_wish_for_speech_breaks_the_server(served: Served, body: dict[str, object]) -> None:
    wish = {"input": "Hi.", "model": "tts-1", "voice": "alloy", "response_format": "pcm", **body}
    answer = post(served, "audio/speech", json.dumps(wish).encode(), "application/json")
    assert answer.status_code in (200, 400, 404)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["type", "audio", "include", "model"]), values))
def test_no_wish_for_a_session_breaks_the_server(
    served: Served, session: dict[str, object]
) -> None:
    for path in ("realtime/client_secrets", "realtime/translations/client_secrets"):
        body = json.dumps({"session": session}).encode()
        assert post(served, path, body, "application/json").status_code in (200, 400, 404)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.booleans())
def test_no_file_breaks_the_server(served: Served, content: bytes, begins_well: bool) -> None:
    content = TALK[:100] + content if begins_well else content
    body = part("model", b"whisper-1") + part("file", content, "a.wav") + b"--cut--\r\n"
    assert post(served, "audio/transcriptions", body, FORM).status_code in (200, 400)
