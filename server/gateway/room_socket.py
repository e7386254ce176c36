"""The socket of a person in a room: the messages of `server.wire.room`, both ways."""

import asyncio
import json
import time
from contextlib import suppress
from typing import Any

import numpy as np
from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

from audio_io.mono import to_float
from server.access.rate import RateLimiter
from server.gateway.call import Call
from server.gateway.doorman import client_address
from server.gateway.ice import browser_servers
from server.gateway.logs import log
from server.gateway.services import Services, services_of
from server.refusal import Code, Refused
from server.rooms.farewell import LEFT
from server.rooms.hosting import host
from server.rooms.microphone import SocketMicrophone
from server.rooms.outbox import Closed
from server.rooms.person import Person
from server.rooms.room import Room
from server.rooms.viewer import Viewer
from server.wire import room as wire

__all__ = ["CLOSE_CODES", "router"]

router = APIRouter()

CLOSE_CODES: dict[Code, int] = {
    "bad_message": 4400,
    "bad_token": 4401,
    "not_allowed": 4403,
    "origin": 4403,
    "no_room": 4404,
    "slow": 4408,
    "locked": 4409,
    "too_large": 4400,
    "rate": 4429,
    "room_full": 4503,
    "busy": 4503,
    "ended": 4000,
}
_ENDED = 4000
_OTHER = 4400
_HELLO_S = 10.0
_SEND_S = 15.0
"""A reader that takes nothing for so long is too slow."""
_MESSAGES_PER_MINUTE = 600
_RATE_HZ = 16_000
_BYTES_PER_S = 2 * _RATE_HZ
_PIECE_BYTES = _BYTES_PER_S
_AHEAD_S = 30.0
"""How much faster than it is spoken sound may come, in all."""


@router.websocket("/v1/rooms/{room}/socket")
async def room_socket(socket: WebSocket, room: str) -> None:
    """Join a room."""
    await socket.accept()
    connection = _Connection(socket, services_of(socket))
    try:
        await connection.run(room)
    except Refused as refusal:
        await connection.refuse(refusal)
    except WebSocketDisconnect:
        pass


class _Connection:
    """One person's socket, from hello to goodbye."""

    def __init__(self, socket: WebSocket, services: Services) -> None:
        self._socket = socket
        self._services = services
        self._limit_bytes = services.config.server.max_message_kb * 1024
        self._rate = RateLimiter(_MESSAGES_PER_MINUTE)
        self._began_s = time.monotonic()
        self._sound_s = 0.0
        self._microphone: SocketMicrophone | None = None
        self._call: Call | None = None

    async def run(self, name: str) -> None:
        """Take part until one of both sides ends it."""
        hello = await self._hello()
        room = self._services.hall.room(name)
        viewer = Viewer(reads=hello.reads, hears=hello.hears)
        person = self._enter(room, hello)
        log("joined", room=name, person=person.id, role=person.role)
        try:
            await self._welcome(room, person, viewer, hello)
            await self._both_ways(room, person, viewer)
        finally:
            room.stand(person.id, viewer)
            log("left", room=name, person=person.id)

    async def refuse(self, refusal: Refused) -> None:
        """Say why, and close."""
        self._services.meters.refused(refusal.code)
        if self._socket.client_state is not WebSocketState.CONNECTED:
            return
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(_SEND_S):
                if refusal.retry_s is not None:
                    await self._send({"type": "busy", "retry_s": refusal.retry_s})
                told = {"code": refusal.code, "message": refusal.message, "fatal": True}
                await self._send({"type": "error", **told})
                await self._socket.close(CLOSE_CODES.get(refusal.code, _OTHER))

    async def _hello(self) -> wire.Hello:
        try:
            async with asyncio.timeout(_HELLO_S):
                hello = wire.parse(await self._text())
        except TimeoutError as error:
            raise Refused("slow", "nobody said hello") from error
        if not isinstance(hello, wire.Hello):
            raise Refused("bad_message", "the first message must be a hello")
        return hello

    def _enter(self, room: Room, hello: wire.Hello) -> Person:
        """Who this is: somebody who comes back, or somebody new."""
        if self._services.lifecycle.is_draining:
            raise Refused("busy", "the server is about to end", retry_s=10.0)
        if hello.resume is not None:
            return room.state.resume(hello.resume.person, hello.resume.key)
        address = client_address(self._socket.scope)
        grant = self._services.access.enter(hello.token, room.name, room.secret, address)
        return room.join(grant, hello.wishes)

    async def _welcome(self, room: Room, person: Person, viewer: Viewer, hello: wire.Hello) -> None:
        """Everything up to now; what happens from now on follows without a gap."""
        seq = None if hello.resume is None else hello.resume.seq
        viewer.tell(
            "welcome",
            person=person.id,
            key=person.key,
            role=person.role,
            room={"room": room.name, **room.state.to_json()},
            seq=room.log.seq,
            languages=room.state.offer.to_json(),
            ice_servers=browser_servers(self._services.config.server),
            limits={"message_bytes": self._limit_bytes, "piece_bytes": _PIECE_BYTES},
            captions_over="socket",
        )
        viewer.tell("replayed", seq=await room.chronicle.replay(viewer, seq))
        room.sit(person.id, viewer)
        if hello.resume is not None:
            room.prefer(person.id, hello.wishes)
        # A microphone begins muted; a program that only pushes sound need not say more than hello.
        with suppress(Refused):
            room.mute(person.id, muted=hello.audio != "socket")
        if hello.audio == "webrtc":
            services = self._services
            self._call = Call(room, person, viewer, services.config, services.encoding)
        if hello.audio == "socket":
            self._microphone = SocketMicrophone(person.name, self._services.config.audio)
            room.open_microphone(person.id, viewer, self._microphone)

    async def _both_ways(self, room: Room, person: Person, viewer: Viewer) -> None:
        """Read and write; the first of them to end ends the other."""
        reading = asyncio.create_task(self._read(room, person, viewer))
        writing = asyncio.create_task(self._write(viewer))
        tasks = [reading, writing]
        if self._call is not None:
            tasks.append(asyncio.create_task(self._call.run()))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    async def _write(self, viewer: Viewer) -> None:
        while True:
            try:
                text = await viewer.outbox.take()
            except Closed:
                await self._socket.close(_ENDED)
                return
            try:
                async with asyncio.timeout(_SEND_S):
                    await self._socket.send_text(text)
            except TimeoutError as error:
                raise Refused("slow", "the connection takes nothing any more") from error

    async def _read(self, room: Room, person: Person, viewer: Viewer) -> None:
        while True:
            message = await self._message()
            if message.get("bytes") is not None:
                self._take_sound(room, person.id, message["bytes"])
                continue
            if self._rate.take("", time.monotonic()):
                raise Refused("rate", "too many messages")
            told = wire.parse(message["text"])
            if isinstance(told, wire.Leave):
                room.leave(person.id, LEFT)
                await asyncio.Event().wait()  # the writer says goodbye
            try:
                self._do(room, person.id, viewer, told)
            except Refused as refusal:
                viewer.tell("error", code=refusal.code, message=refusal.message, fatal=False)

    def _do(self, room: Room, person_id: str, viewer: Viewer, told: wire.ClientMessage) -> None:
        match told:
            case wire.Ping(t=t):
                viewer.tell("pong", t=t)
            case wire.Prefer():
                wishes = told.applied(room.state.person(person_id).wishes)
                room.prefer(person_id, wishes)
            case wire.Mute(muted=muted):
                room.mute(person_id, muted=muted)
            case wire.EndTurn():
                room.end_turn(person_id)
            case wire.AskToSpeak():
                room.ask_to_speak(person_id)
            case wire.Offer() | wire.Candidate() if self._call is not None:
                self._call.signal(told)
            case wire.Host():
                host(room, person_id, told)
            case _:
                raise Refused("bad_message", f"{told.type} makes no sense now")

    def _take_sound(self, room: Room, person_id: str, pcm: bytes) -> None:
        if self._microphone is None:
            raise Refused("bad_message", "sound comes only after a hello with audio: socket")
        if len(pcm) > _PIECE_BYTES:
            raise Refused("too_large", f"a piece of sound has {_PIECE_BYTES} bytes at most")
        now_s = time.monotonic()
        self._sound_s += len(pcm) / _BYTES_PER_S
        if self._sound_s - (now_s - self._began_s) > _AHEAD_S:
            raise Refused("rate", "sound comes faster than anybody speaks")
        if self._microphone.wake(now_s):
            room.listen()
        self._microphone.push(pcm)
        room.play(person_id, to_float(np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2")), _RATE_HZ)

    async def _text(self) -> str:
        message = await self._message()
        if message.get("text") is None:
            raise Refused("bad_message", "a text was expected")
        return str(message["text"])

    async def _message(self) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._services.config.server.idle_s):
                message = await self._socket.receive()
        except TimeoutError as error:
            raise Refused("slow", "nothing came for a long time") from error
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        size = len(message.get("bytes") or message.get("text") or "")
        if size > self._limit_bytes:
            raise Refused("too_large", f"a message has {self._limit_bytes} bytes at most")
        return dict(message)

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(json.dumps(message))
