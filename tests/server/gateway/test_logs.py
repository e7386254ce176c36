import io
import json
import logging
from collections.abc import Iterator

import pytest

from server.gateway.logs import log, set_up_logs
from tests.fakes import sentences, talk
from tests.server.made import client, config
from tests.server.site import finals, member, site


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    # A server that another test has run in this process has given uvicorn's own set-up to these.
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [])
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    root = logging.getLogger()
    before, level = root.handlers, root.level
    written = io.StringIO()
    set_up_logs(written)
    yield written
    root.handlers = before
    root.setLevel(level)


def read(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_line_is_an_object(lines: io.StringIO) -> None:
    log("joined", room="stand-up", person="p1")
    (line,) = read(lines)
    assert line.pop("at")
    assert line == {"level": "info", "event": "joined", "room": "stand-up", "person": "p1"}


def test_an_error_of_a_library_is_one_line_too(lines: io.StringIO) -> None:
    try:
        raise ZeroDivisionError("no\nway")
    except ZeroDivisionError:
        logging.getLogger("uvicorn.error").exception("it broke")
    (line,) = read(lines)
    assert (line["logger"], line["event"]) == ("uvicorn.error", "it broke")
    assert "ZeroDivisionError" in str(line["error"])


async def test_a_request_is_noted_without_its_query(lines: io.StringIO) -> None:
    async with client() as (http, _):
        await http.get("/v1/rooms/one/transcript", params={"token": "very.secret.token"})
        await http.get("/healthz")
    noted = [line for line in read(lines) if line["event"] == "request"]
    assert [(line["path"], line["status"]) for line in noted] == [("/v1/rooms/one/transcript", 401)]
    assert "secret" not in lines.getvalue()


@pytest.mark.parametrize("wanted", [True, False])
async def test_what_is_said_is_noted_only_where_that_is_asked_for(
    lines: io.StringIO, wanted: bool
) -> None:
    async with site(config(log_transcripts=wanted)) as where:
        room = await where.room()
        hello = {"name": "Ana", "speaks": "en", "reads": ["pt"], "audio": "socket"}
        async with member(where, room, **hello) as ana:
            await ana.say(talk(4.0))
            await ana.until(finals(1, "translation.final"))
    said = [line for line in read(lines) if line["event"] == "said" and line["stable"]]
    if wanted:
        assert {line["language"] for line in said} == {"en", "pt"}
        assert said[0]["stable"] == sentences(4.0)[0]
        assert (said[0]["room"], said[0]["name"]) == (room, "Ana")
    else:
        assert not said
        assert "quick" not in lines.getvalue()
