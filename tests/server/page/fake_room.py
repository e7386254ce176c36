"""A room that does what a test says, in the words of the room protocol.

It serves the page's files as the gateway does, with the same headers, reads what the page sends
with the gateway's own schemas, and keeps all of it.
"""

import asyncio
import contextlib
import socket as socket_module
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.gateway.headers import SecurityHeaders
from server.refusal import Refused
from server.wire.room import CreateRoom, SearchHit, SearchResults, TokenRequest, parse

STATIC = Path(__file__).parents[3] / "server" / "static"
MODULES = Path(__file__).parent / "modules"
HOST_TOKEN = "host.token"
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LANGUAGES = {
    "speak": ["en", "pt", "es", "de", "ar"],
    "read": ["en", "pt", "es", "de", "ar"],
    "hear": ["en", "pt", "es"],
}


class FakeRoom:
    """One room: what it says, and what was said to it."""

    def __init__(self) -> None:
        self.seq = 0
        self.kept: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.sound = bytearray()
        self.refusal: tuple[int, dict[str, Any]] | None = None
        """Close code, and the message before it; of each hello until it is None again."""
        self.is_away = False
        """The server does not let anybody connect."""
        self.people: list[dict[str, Any]] = []
        self.room: dict[str, Any] = {"locked": False, "languages": [], "who_may_speak": "everyone"}
        self.sockets: set[WebSocket] = set()
        self.deaf: set[WebSocket] = set()
        """Connections on which nothing is answered any more."""
        self.joined = asyncio.Event()
        self.arrived = asyncio.Event()
        self._segment = 0
        self._next_person = 0

    # What happens in the room.

    async def emit(self, event: dict[str, Any], *, lasts: bool = True) -> dict[str, Any]:
        """Send an event to everybody; what lasts is replayed to who comes back."""
        self.seq += 1
        at = (NOON + timedelta(seconds=self.seq)).isoformat(timespec="milliseconds")
        full = {"seq": self.seq, "room": "demo", "at": at, **event}
        if lasts:
            self.kept.append(full)
        await self.send({"type": "event", "event": full})
        return full

    async def say(
        self,
        text: str,
        *,
        speaker: str = "ana",
        name: str = "Ana",
        language: str = "en",
        target: str | None = None,
        segment: int | None = None,
        unstable: str = "",
        final: bool = True,
        revision: int = 1,
    ) -> int:
        """Speech, or a translation into `target`; the segment that it belongs to."""
        if segment is None:
            self._segment += 1
            segment = self._segment
        kind = "translation" if target else "transcript"
        event = {
            "type": f"{kind}.{'final' if final else 'partial'}",
            "speaker": speaker,
            "name": name,
            "session": f"of-{speaker}",
            "segment": segment,
            "revision": revision,
            "stable": text,
            "unstable": unstable,
            **({"source": language, "target": target} if target else {"language": language}),
        }
        await self.emit(event, lasts=final)
        return segment

    async def send(self, message: dict[str, Any]) -> None:
        for socket in tuple(self.sockets):
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.send_json(message)

    async def tell_room(self) -> None:
        await self.send({"type": "room", "people": self.people, **self.room})

    async def drop(self, code: int = 1012) -> None:
        """Break all connections."""
        for socket in tuple(self.sockets):
            with contextlib.suppress(RuntimeError):
                await socket.close(code)
        self.joined.clear()

    # What the page says.

    def said(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    async def hears(self, kind: str, count: int = 1, within_s: float = 10) -> dict[str, Any]:
        """Wait until the page has sent so many messages of a kind; the last one."""
        async with asyncio.timeout(within_s):
            while len(self.said(kind)) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.said(kind)[-1]

    async def serve(self, socket: WebSocket) -> None:
        if self.is_away:
            await socket.close()
            return
        await socket.accept()
        try:
            await self._hello(socket, self._read(await socket.receive_text()))
            while True:
                received = await socket.receive()
                if received["type"] == "websocket.disconnect":
                    return
                if received.get("bytes"):
                    self.sound += received["bytes"]
                    self.arrived.set()
                else:
                    await self._answer(socket, self._read(received["text"]))
        except WebSocketDisconnect:
            return
        finally:
            self.sockets.discard(socket)

    def _read(self, text: str) -> dict[str, Any]:
        message = parse(text).model_dump(mode="json", exclude_unset=True)
        self.messages.append(message)
        self.arrived.set()
        return message

    async def _hello(self, socket: WebSocket, hello: dict[str, Any]) -> None:
        if self.refusal:
            code, message = self.refusal
            await socket.send_json(message)
            await socket.close(code)
            return
        resume = hello.get("resume")
        if resume:
            person = resume["person"]
        else:
            self._next_person += 1
            person = f"p{self._next_person}"
            role = "host" if hello["token"] == HOST_TOKEN else "speaker"
            self.people.append(self.somebody(person, hello["name"], role))
        await socket.send_json(
            {
                "type": "welcome",
                "person": person,
                "key": f"key-{person}",
                "role": next(each["role"] for each in self.people if each["id"] == person),
                "room": {"people": self.people, **self.room},
                "seq": self.seq,
                "languages": LANGUAGES,
                "ice_servers": [],
                "limits": {},
                "captions_over": "socket",
            }
        )
        for event in self.kept:
            if event["seq"] > (resume["seq"] if resume else 0):
                await socket.send_json({"type": "event", "event": event})
        await socket.send_json({"type": "replayed", "seq": self.seq})
        self.sockets.add(socket)
        self.joined.set()

    def somebody(
        self, person: str, name: str, role: str = "speaker", **more: Any
    ) -> dict[str, Any]:
        usual = {
            "speaks": "en",
            "muted": True,
            "silenced": False,
            "asks": False,
            "speaking": False,
            "connected": True,
        }
        return {"id": person, "name": name, "role": role, **usual, **more}

    async def _answer(self, socket: WebSocket, message: dict[str, Any]) -> None:
        if message["type"] == "ping" and socket not in self.deaf:
            await socket.send_json({"type": "pong", "t": message["t"]})


class FakeSite:
    """The server around the room."""

    def __init__(self) -> None:
        self.room = FakeRoom()
        self.url = ""
        self.admin_token = ""
        self.secret = ""
        self.requests: list[tuple[str, str]] = []
        self.before: list[dict[str, Any]] = []
        """Events of the room that are not replayed any more."""
        self.app = SecurityHeaders(Starlette(routes=self._routes()), is_tls=False)

    def _routes(self) -> list[Any]:
        return [
            Route("/", self._file("index.html")),
            Route("/r/{room}", self._file("room.html")),
            Route("/camera", self._file("camera.html")),
            Route("/captions/{room}", self._file("overlay.html")),
            Mount("/static", StaticFiles(directory=STATIC)),
            Mount("/modules", StaticFiles(directory=MODULES)),
            Route("/v1/rooms", self._make, methods=["POST"]),
            Route("/v1/rooms/{room}/tokens", self._token, methods=["POST"]),
            Route("/v1/rooms/{room}/transcript", self._transcript),
            Route("/v1/rooms/{room}/search", self._search),
            WebSocketRoute("/v1/rooms/{room}/socket", self._socket),
            WebSocketRoute("/v1/rooms/{room}/captions", self._captions),
        ]

    @staticmethod
    def _file(name: str) -> Any:
        async def page(request: Request) -> Response:
            return FileResponse(STATIC / name)

        return page

    async def _make(self, request: Request) -> Response:
        wishes = CreateRoom.model_validate(await request.json())
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if given != self.admin_token:
            return _refusal(401, "bad_token", "the admin token is needed")
        room = wishes.room or "made-up"
        if room == "taken":
            return _refusal(409, "exists", "there is a room of that name")
        made = {"room": room, "host_token": HOST_TOKEN, "join_url": f"{self.url}/r/{room}"}
        return JSONResponse(made, 201)

    async def _token(self, request: Request) -> Response:
        wishes = TokenRequest.model_validate(await request.json())
        is_host = request.headers.get("authorization") == f"Bearer {HOST_TOKEN}"
        if not is_host and (not self.secret or wishes.secret != self.secret):
            return _refusal(401, "bad_token", "this is not the room's secret")
        return JSONResponse({"token": "guest.token", "join_url": ""}, 201)

    async def _transcript(self, request: Request) -> Response:
        self.requests.append((request.url.path, str(request.query_params)))
        if not request.headers.get("authorization"):
            return _refusal(401, "bad_token", "a token is needed")
        return PlainTextResponse("Ana: Good morning.\n")

    async def _search(self, request: Request) -> Response:
        words = request.query_params["q"].lower()
        hits = [
            SearchHit(
                seq=event["seq"],
                at=event["at"],
                speaker=event["speaker"],
                name=event["name"],
                language=event["language"],
                text=event["stable"],
                spans=[],
            )
            for event in reversed(self.room.kept + self.before)
            if words in event.get("stable", "").lower() and "language" in event
        ]
        return JSONResponse(SearchResults(hits=hits).model_dump(mode="json"))

    async def _socket(self, socket: WebSocket) -> None:
        with contextlib.suppress(Refused):
            await self.room.serve(socket)

    async def _captions(self, socket: WebSocket) -> None:
        self.requests.append((socket.url.path, str(socket.query_params)))
        await socket.accept()
        for event in self.room.kept:
            await socket.send_json(event)
        with contextlib.suppress(WebSocketDisconnect):
            await socket.receive_text()


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status)


@contextlib.asynccontextmanager
async def serving(site: FakeSite) -> AsyncIterator[FakeSite]:
    """The site on a free port of this machine."""
    listening = socket_module.create_server(("127.0.0.1", 0))
    site.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(site.app, log_level="error", lifespan="off", ws="websockets-sansio")
    )
    # Who connects before it runs waits in the socket's queue.
    task = asyncio.create_task(server._serve(sockets=[listening]))
    try:
        yield site
    finally:
        server.should_exit = server.force_exit = True
        await task
