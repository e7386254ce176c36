import asyncio
import json
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.certificates import make_certificate
from tests.dragoman.program import ended, run, started
from tests.fakes import sentences, talk
from tests.server.site import Member

SAID = sentences(8.0)
ADMIN = "an-admin-token-of-some-length"


@dataclass
class Running:
    process: "subprocess.Popen[str]"
    url: str
    log: list[str]

    def line(self, event: str) -> dict[str, object]:
        """Read the log up to an event."""
        assert self.process.stderr is not None
        for text in self.process.stderr:
            self.log.append(text)
            if text.startswith("{") and json.loads(text)["event"] == event:
                found: dict[str, object] = json.loads(text)
                return found
        raise AssertionError(f"{event} never came: {self.log}")


@contextmanager
def served(*options: str | Path) -> Iterator[Running]:
    with started("serve", "--port", "0", *options) as process:
        running = Running(process, "", [])
        running.url = str(running.line("listening")["url"])
        running.line("ready")
        yield running


def kept_in(folder: Path) -> tuple[str, ...]:
    url = f"storage.url=sqlite:///{folder / 'records.sqlite'}"
    return (
        "--set",
        url,
        "--set",
        "storage.retention=30 days",
        "--set",
        "server.secret=" + "s" * 20,
    )


@pytest.mark.parametrize(
    ("options", "status", "problem"),
    [
        (["--host", "0.0.0.0"], 2, "server.admin_token: is needed where others can connect"),
        (["--host", "nowhere.invalid"], 2, "is needed where others can connect"),
        (["--tls-cert", "none.pem"], 2, "server.tls_cert: goes together with server.tls_key"),
        (["--tls-cert", "none.pem", "--tls-key", "none.pem"], 2, "server.tls_cert: the cert"),
        (["--port", "99999"], 2, "server.port: 99999 is out of range"),
        (["--set", "server.max_rooms=0"], 2, "server.max_rooms"),
    ],
)
def test_what_cannot_be_served(options: list[str], status: int, problem: str) -> None:
    result = run("serve", *options)
    assert result.exit_code == status
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("dragoman: ")
    assert problem in lines[0]


def test_a_port_that_is_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"dragoman: cannot listen on 127.0.0.1:{port}: address already in use; "
        "--port takes another port, 0 any free one"
    ]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_everybody_finish(number: signal.Signals) -> None:
    async def speak(running: Running) -> list[str]:
        async with httpx.AsyncClient(base_url=running.url) as http:
            room = (await http.post("/v1/rooms", json={})).json()["room"]
        url = running.url.replace("http", "ws") + f"/v1/rooms/{room}/socket"
        async with connect(url) as opened:
            ana = Member(opened)
            ana.reading = asyncio.create_task(ana._read())
            await ana.send("hello", speaks="en", audio="socket")
            await ana.say(talk(4.0)[: round(2.9 * 16_000)])
            await ana.until(lambda me: me.events("speech.started"))
            running.process.send_signal(number)
            assert await ana.closed() == 4000
            assert ana.got[-1]["type"] == "ended"
            return ana.texts("transcript.final")

    with served() as running:
        assert asyncio.run(speak(running)) == SAID[:1]
        done = ended(running.process)
        assert done.status == 0
        log = "".join(running.log) + done.stderr
        assert '"event": "drained", "complete": true' in log
        assert "quick" not in log


@pytest.mark.slow
def test_a_second_signal_ends_it_at_once() -> None:
    async def insist(running: Running) -> None:
        async with httpx.AsyncClient(base_url=running.url) as http:
            room = (await http.post("/v1/rooms", json={})).json()["room"]
        url = running.url.replace("http", "ws") + f"/v1/rooms/{room}/socket"
        async with connect(url) as opened:
            ana = Member(opened)
            ana.reading = asyncio.create_task(ana._read())
            await ana.send("hello", speaks="en", audio="socket")
            await ana.say(talk(4.0)[: round(2.9 * 16_000)])
            await ana.until(lambda me: me.events("speech.started"))
            running.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(running.line, "signal")
            running.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(running.line, "signal")
            await ana.closed()

    # Each pass of the recognizer takes so long that draining alone would not end here.
    with served(
        "--set", "recognize.options.delay_s=30.0", "--set", "server.drain_s=600"
    ) as running:
        asyncio.run(insist(running))
        assert running.process.wait(15) == 128 + signal.SIGTERM


@pytest.mark.slow
def test_what_was_said_before_a_kill_is_there_after_a_restart(tmp_path: Path) -> None:
    async def speak(running: Running) -> str:
        async with httpx.AsyncClient(base_url=running.url) as http:
            room = (await http.post("/v1/rooms", json={"room": "stand-up"})).json()["room"]
            url = running.url.replace("http", "ws") + f"/v1/rooms/{room}/socket"
            async with connect(url) as opened:
                ana = Member(opened)
                ana.reading = asyncio.create_task(ana._read())
                await ana.send("hello", speaks="en", name="Ana", audio="socket")
                await ana.say(talk(8.0))
                await ana.until(lambda me: len(me.events("transcript.final")) >= 2)
                seen = max(event["seq"] for event in ana.events())
                # What is in memory only may be lost: it is stored within 0.2 s.
                stored = 'dragoman_queue_depth{queue="storage"} 0.0'
                async with asyncio.timeout(20):
                    while stored not in (await http.get("/metrics")).text:  # noqa: ASYNC110
                        await asyncio.sleep(0.05)
                running.process.kill()
        return str(seen)

    with served(*kept_in(tmp_path)) as running:
        seen = int(asyncio.run(speak(running)))
        assert running.process.wait(20) == -signal.SIGKILL
    with served(*kept_in(tmp_path)) as running:
        text = httpx.get(f"{running.url}/v1/rooms/stand-up/transcript").text
        assert all(sentence in " ".join(text.split()) for sentence in SAID)
        found = httpx.get(f"{running.url}/v1/rooms/stand-up/search", params={"q": "number 2"})
        assert [hit["text"] for hit in found.json()["hits"]] == SAID[1:]
        # The room opens again, and counts on from where it was.
        httpx.post(f"{running.url}/v1/rooms", json={"room": "stand-up"}).raise_for_status()
        info = httpx.get(f"{running.url}/v1/rooms/stand-up").json()
        assert info["seq"] >= seen
        running.process.send_signal(signal.SIGTERM)
        assert ended(running.process).status == 0


@pytest.mark.slow
def test_over_tls(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path)
    with served("--tls-cert", cert, "--tls-key", key) as running:
        assert running.url.startswith("https://")
        trusted = ssl.create_default_context(cafile=str(cert))
        answer = httpx.get(f"{running.url}/healthz", verify=trusted)
        assert answer.json() == {"status": "ok"}
        assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.slow
def test_a_public_server_with_its_token() -> None:
    options = ("--host", "0.0.0.0", "--set", f"server.admin_token={ADMIN}")
    with served(*options) as running:
        assert httpx.post(f"{running.url}/v1/rooms", json={}).status_code == 401
        admin = {"Authorization": f"Bearer {ADMIN}"}
        made = httpx.post(f"{running.url}/v1/rooms", json={}, headers=admin)
        assert made.status_code == 201
        running.process.send_signal(signal.SIGTERM)
        log = "".join(running.log) + ended(running.process).stderr
        assert ADMIN not in log
        assert made.json()["host_token"] not in log


def test_models_that_cannot_be_had_end_it_with_one_line() -> None:
    options = ("--set", "recognize.backend=faster_whisper", "--offline")
    with started("serve", "--port", "0", *options, "--set", "models.cache=/nowhere") as process:
        done = ended(process)
    assert done.status == 1
    assert done.stderr.splitlines()[-1].startswith("dragoman: ")
