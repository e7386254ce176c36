"""Clients that hang up, and a server that ends, in the middle of the work."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from openai import AsyncOpenAI
from websockets.asyncio.client import connect

from audio_io.chunk import SAMPLE_RATE_HZ
from server.gateway.app import create_app
from server.gateway.services import Services
from server.openai_api.routes import router
from tests.audio_io.fakes import s16, wav_bytes
from tests.fakes import FakeRecognizer, sentences, talk
from tests.ports import free_listener
from tests.server.openai_api.conftest import KEY, services
from tests.server.openai_api.test_realtime import encoded, transcription, until
from tests.server.pools import Fakes
from translators.recognize import Hypothesis, Window

PATIENCE_S = 20
_ITEM = "conversation.item.input_audio_transcription"


class HeldRecognizer(FakeRecognizer):
    """Answers nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.let_go = threading.Event(), threading.Event()

    def recognize(self, window: Window) -> Hypothesis:
        self.asked.set()
        assert self.let_go.wait(PATIENCE_S)
        return super().recognize(window)


@asynccontextmanager
async def running(held: FakeRecognizer | None = None) -> AsyncIterator[tuple[Services, str]]:
    """A server in the test's own loop, so that what it holds can be looked at."""
    fakes = Fakes(held)
    of_server = services(fakes.pool, slots=1)
    app = create_app(of_server, routers=(router,))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    with free_listener() as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield of_server, f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        finally:
            server.should_exit = True
            await serving
            fakes.pool.close()


async def eventually(true: object) -> None:
    assert callable(true)
    deadline_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline_s
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("stream", ["true", "false"])
async def test_a_client_that_hangs_up_frees_its_place(stream: str) -> None:
    held = HeldRecognizer()
    recording = wav_bytes(s16(talk(60.0)))
    async with running(held) as (of_server, url):
        async with httpx.AsyncClient() as client:
            asking = asyncio.create_task(
                client.post(
                    f"{url}/audio/transcriptions",
                    data={"model": "whisper-1", "stream": stream},
                    files={"file": ("a.wav", recording)},
                )
            )
            await asyncio.to_thread(held.asked.wait, PATIENCE_S)
            assert of_server.slots.taken == 1
            refused = await client.post(
                f"{url}/audio/transcriptions",
                data={"model": "whisper-1"},
                files={"file": ("a.wav", recording)},
            )
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        held.let_go.set()
        await eventually(lambda: of_server.slots.taken == 0)
        assert len(held.windows) <= 3  # of fifteen segments


async def test_a_socket_that_is_cut_frees_its_place() -> None:
    async with running() as (of_server, url), AsyncOpenAI(base_url=url, api_key=KEY) as asking:
        async with asking.realtime.connect(model="gpt-realtime") as connection:
            await until(connection, "session.created")
            await connection.input_audio_buffer.append(audio=encoded(talk(4.0)))
            assert of_server.slots.taken == 1
        await eventually(lambda: of_server.slots.taken == 0)


async def test_what_was_said_is_told_before_the_server_ends() -> None:
    async with (
        running() as (of_server, url),
        AsyncOpenAI(base_url=url, api_key=KEY) as asking,
        asking.realtime.connect(model="gpt-realtime") as connection,
    ):
        await connection.session.update(session=transcription())
        spoken = talk(4.0)[: round(2.9 * SAMPLE_RATE_HZ)]
        await connection.input_audio_buffer.append(audio=encoded(spoken))
        await until(connection, f"{_ITEM}.delta")
        draining = asyncio.create_task(of_server.lifecycle.drain(PATIENCE_S))
        events = await until(connection, f"{_ITEM}.completed")
        assert events[-1].transcript == sentences(4.0)[0]
        assert await draining


async def test_pings_are_answered_however_much_waits_to_be_heard() -> None:
    held = HeldRecognizer()
    async with running(held) as (_, url):
        address = f"{url.replace('http', 'ws')}/realtime"
        async with connect(address, ping_interval=None) as socket:
            for _ in range(30):
                append = {"type": "input_audio_buffer.append", "audio": encoded(talk(4.0))}
                await socket.send(json.dumps(append))
            async with asyncio.timeout(PATIENCE_S):
                await (await socket.ping())
            assert not held.let_go.is_set()
            held.let_go.set()
            told: list[str] = []
            async with asyncio.timeout(PATIENCE_S):
                while len(told) < 30:
                    event = json.loads(await socket.recv())
                    told += [event["transcript"]] if event["type"].endswith("completed") else []
    assert len(told) == 30


async def test_speech_that_nobody_waits_for_any_more_ends_quietly() -> None:
    """The client leaves while translated speech is on its way to it."""
    async with running() as (of_server, url), AsyncOpenAI(base_url=url, api_key=KEY) as asking:
        async with asking.realtime.translations.connect(model="dragoman-translate") as connection:
            await connection.session.update(session={"audio": {"output": {"language": "pt"}}})
            for _ in range(5):
                await connection.session.input_audio_buffer.append(audio=encoded(talk(8.0)))
            await until(connection, "session.output_audio.delta")
        await eventually(lambda: of_server.slots.taken == 0)
