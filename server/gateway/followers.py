"""Ways to follow a room without being in it: server-sent events, and captions for overlays."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, WebSocket
from fastapi.responses import StreamingResponse
from starlette.websockets import WebSocketDisconnect

from server.gateway.errors import ERROR_RESPONSES
from server.gateway.guests import QueryToken, RoomName, enter
from server.gateway.services import services_of
from server.refusal import Refused
from server.rooms.log import LogEntry
from server.rooms.outbox import Closed
from server.rooms.room import Room
from server.rooms.viewer import Render, Viewer

__all__ = ["router"]

router = APIRouter(prefix="/v1/rooms", tags=["captions"])

_BEAT_S = 15.0
"""A comment is sent after so long a silence, so that proxies keep the connection."""
_SEND_S = 15.0
Languages = Annotated[
    str,
    Query(
        pattern=r"^([a-z]{2,3}(,[a-z]{2,3}){0,15})?$",
        description="languages of the translations, separated by commas",
    ),
]


@router.get(
    "/{room}/events",
    response_class=StreamingResponse,
    responses={
        **ERROR_RESPONSES,
        200: {"description": "Events", "content": {"text/event-stream": {}}},
    },
)
async def events(
    request: Request,
    room: RoomName,
    languages: Languages = "",
    token: QueryToken = "",
    last_event_id: Annotated[str | None, Header(pattern=r"^[0-9]{1,15}$")] = None,
) -> StreamingResponse:
    """The room's events as they happen (`text/event-stream`).

    `id` is the event's `seq`: a browser that lost the connection goes on from there.
    """
    enter(request, room, token)
    followed = services_of(request).hall.room(room)
    viewer = Viewer(reads=_known(followed, languages), render=_as_sse)
    seq = None if last_event_id is None else int(last_event_id)
    return StreamingResponse(_stream(followed, viewer, seq), media_type="text/event-stream")


@router.websocket("/{room}/captions")
async def captions(
    socket: WebSocket,
    room: RoomName,
    language: Languages = "",
    since: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    token: QueryToken = "",
) -> None:
    """Captions for overlays and other programs: the transcript and translation events alone.

    A later event of the same speaker, session, segment and language replaces the earlier one.
    Without `language` it is what was said; with some, only those, whether said or translated.
    `since` is the `seq` of the last event that was seen before a break.
    """
    try:
        enter(socket, room, token)
        followed = services_of(socket).hall.room(room)
    except Refused as refusal:
        services_of(socket).meters.refused(refusal.code)
        await socket.close(1008, refusal.message)
        return
    await socket.accept()
    wanted = _known(followed, language)
    viewer = Viewer(reads=wanted, render=_texts_of(language))
    listening = asyncio.create_task(_until_closed(socket))
    try:
        await followed.chronicle.replay(viewer, followed.log.seq if since is None else since)
        with _watching(followed, viewer):
            await _send_all(socket, viewer, listening)
    except (WebSocketDisconnect, TimeoutError):
        pass
    except Refused as refusal:
        await socket.close(1013, refusal.message)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _send_all(socket: WebSocket, viewer: Viewer, listening: "asyncio.Task[None]") -> None:
    while not listening.done():
        taking = asyncio.create_task(viewer.outbox.take())
        await asyncio.wait((taking, listening), return_when=asyncio.FIRST_COMPLETED)
        if not taking.done():
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)
            return
        try:
            text = taking.result()
        except Closed:
            await socket.close()
            return
        async with asyncio.timeout(_SEND_S):
            await socket.send_text(text)


async def _until_closed(socket: WebSocket) -> None:
    """Nothing is expected from an overlay; what it sends is thrown away."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _stream(room: Room, viewer: Viewer, seq: int | None) -> AsyncIterator[str]:
    await room.chronicle.replay(viewer, seq)
    with _watching(room, viewer):
        while True:
            try:
                async with asyncio.timeout(_BEAT_S):
                    text = await viewer.outbox.take()
            except TimeoutError:
                text = ": still here\n\n"
            except (Closed, Refused):
                return
            yield text


@contextmanager
def _watching(room: Room, viewer: Viewer) -> Iterator[None]:
    room.watch(viewer)
    try:
        yield
    finally:
        room.unwatch(viewer)


def _as_sse(entry: LogEntry) -> str:
    # Drafts have no id: who comes back after one must not miss what lasts and came before it.
    number = f"id: {entry.seq}\n" if entry.lasts else ""
    return f"{number}event: {entry.type}\ndata: {entry.text}\n\n"


def _known(room: Room, languages: str) -> frozenset[str]:
    """Those of the languages that there is something to read in."""
    return frozenset(languages.split(",")) & room.state.offer.read


def _texts_of(languages: str) -> Render:
    """Renders texts of some languages (none: what was said) for an overlay."""
    wanted = frozenset(filter(None, languages.split(",")))

    def render(entry: LogEntry) -> str | None:
        is_text = entry.type.startswith(("transcript.", "translation."))
        is_wanted = entry.language in wanted if wanted else entry.is_original
        return entry.text if is_text and is_wanted else None

    return render
