"""A whole server in the test's event loop, and members of its rooms: real sockets on loopback."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
import uvicorn
from fastapi import APIRouter, FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from configs.schema import Config
from server.engines import Pool
from server.gateway.app import create_app
from server.gateway.services import Services
from tests.server.made import services
from tests.server.pools import Fakes

PATIENCE_S = 20.0
PIECE_S = 0.2


@dataclass
class Site:
    """Where the server is."""

    port: int
    services: Services
    fakes: Fakes
    http: httpx.AsyncClient
    app: FastAPI

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def room(self, **wanted: Any) -> str:
        answer = await self.http.post("/v1/rooms", json=wanted)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["room"])


@contextlib.asynccontextmanager
async def site(
    settings: Config | None = None, pool: Pool | None = None, routers: Sequence[APIRouter] = ()
) -> AsyncIterator[Site]:
    """A server on a free port."""
    fakes = Fakes()
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    async with services(settings, pool or fakes.pool) as made:
        app = create_app(made, routers=routers)
        server = uvicorn.Server(
            uvicorn.Config(
                app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=2
            )
        )
        running = asyncio.create_task(server._serve(sockets=[listening]))
        await settled(lambda: server.started or running.done())
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            try:
                yield Site(port, made, fakes, http, app)
            finally:
                server.should_exit = True
                await running
    fakes.pool.close()


def finals(count: int, kind: str = "transcript.final") -> Callable[["Member"], bool]:
    """Whether somebody was shown so many finals that say something."""
    return lambda me: len([text for text in me.texts(kind) if text]) >= count


async def settled(what: Callable[[], Any]) -> None:
    """Wait until something is so that nobody tells us of."""
    async with asyncio.timeout(PATIENCE_S):
        while not what():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def pcm(samples: Samples) -> bytes:
    """16-bit little-endian."""
    return np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


@dataclass
class Member:
    """Somebody in a room, with everything that they were sent."""

    socket: ClientConnection
    got: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    reading: "asyncio.Task[None] | None" = None
    close_code: int | None = None

    @property
    def welcome(self) -> dict[str, Any]:
        return next(each for each in self.got if each["type"] == "welcome")

    @property
    def id(self) -> str:
        return str(self.welcome["person"])

    @property
    def key(self) -> str:
        return str(self.welcome["key"])

    @property
    def room(self) -> dict[str, Any]:
        return [each for each in self.got if each["type"] == "room"][-1]

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        found = [each["event"] for each in self.got if each["type"] == "event"]
        return [event for event in found if event["type"].startswith(kind)]

    def texts(self, kind: str) -> list[str]:
        return [event["stable"].strip() for event in self.events(kind)]

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def say(self, samples: Samples, *, realtime: bool = False) -> None:
        step = round(PIECE_S * SAMPLE_RATE_HZ)
        began_s = asyncio.get_running_loop().time()
        for start in range(0, len(samples), step):
            await self.socket.send(pcm(samples[start : start + step]))
            if realtime:
                due_s = began_s + (start + step) / SAMPLE_RATE_HZ
                await asyncio.sleep(max(0.0, due_s - asyncio.get_running_loop().time()))

    async def until(self, what: Callable[["Member"], Any], patience_s: float = PATIENCE_S) -> Any:
        """Wait until something is so."""
        try:
            async with asyncio.timeout(patience_s):
                while not (found := what(self)):
                    if self.reading is not None and self.reading.done():
                        raise AssertionError(f"closed: {self.close_code}, {self.got[-1:]}")
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            raise AssertionError(f"it never came; last: {self.got[-5:]}") from None
        return found

    async def told(self, kind: str) -> dict[str, Any]:
        """The first message of a kind."""
        found: dict[str, Any] = await self.until(
            lambda me: next((each for each in me.got if each["type"] == kind), None)
        )
        return found

    async def closed(self) -> int:
        """Wait for the end of the connection; its code."""
        assert self.reading is not None
        async with asyncio.timeout(PATIENCE_S):
            await self.reading
        assert self.close_code is not None
        return self.close_code

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                self.got.append(json.loads(text))
                self.news.set()
        except ConnectionClosed:
            pass
        self.close_code = self.socket.close_code
        self.news.set()


@contextlib.asynccontextmanager
async def member(where: Site, room: str, **hello: Any) -> AsyncIterator[Member]:
    """Join a room as somebody; gone at the end of the block, as if the network went."""
    async with stranger(where, room) as somebody:
        await somebody.send("hello", **hello)
        await somebody.told("welcome")
        yield somebody


@contextlib.asynccontextmanager
async def stranger(
    where: Site, room: str, *, host: str = "127.0.0.1", **options: Any
) -> AsyncIterator[Member]:
    """A socket that has not said hello; `host` is the name that it takes the server for."""
    url = f"ws://{host}:{where.port}/v1/rooms/{room}/socket"
    there = {"host": "127.0.0.1", "port": where.port}
    async with connect(url, compression=None, max_size=2**22, **there, **options) as socket:
        somebody = Member(socket)
        somebody.reading = asyncio.create_task(somebody._read())
        try:
            yield somebody
        finally:
            socket.transport.abort()
            await asyncio.gather(somebody.reading, return_exceptions=True)
