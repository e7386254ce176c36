"""Routes about rooms: open, find, end, invite; transcripts and search."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from configs.errors import ConfigError
from configs.storage_config import Retention
from server.access.access import secret_digest
from server.gateway.doorman import client_address
from server.gateway.errors import ERROR_RESPONSES
from server.gateway.guests import QueryToken, RoomName, check_host, enter, own_url, token_of
from server.gateway.services import Services, services_of
from server.refusal import Refused
from server.rooms.farewell import ENDED_BY_HOST
from server.rooms.room import Room
from server.storage import EXPORT_FORMATS, ExportedFile, Exporter, NoRecord
from server.wire import room as wire

__all__ = ["router"]

router = APIRouter(prefix="/v1/rooms", tags=["rooms"], responses=ERROR_RESPONSES)
_HOST_TTL_S = 86_400


@router.post("", status_code=201)
async def open_room(request: Request, wanted: wire.CreateRoom) -> wire.RoomCreated:
    """Open a room. Where an admin token is set, it is needed (`Bearer`)."""
    services = services_of(request)
    services.access.require_admin(token_of(request), client_address(request.scope))
    room = await services.hall.open(
        wanted.room,
        languages=wanted.languages,
        secret=secret_digest(wanted.secret),
        retention=_retention(wanted.retention),
    )
    token = services.access.issue(room.name, "host", ttl_s=_HOST_TTL_S)
    return wire.RoomCreated(
        room=room.name, host_token=token, join_url=_join_url(request, room.name, token)
    )


@router.get("")
async def list_rooms(request: Request) -> wire.RoomList:
    """The open rooms. Where an admin token is set, it is needed (`Bearer`)."""
    services = services_of(request)
    services.access.require_admin(token_of(request), client_address(request.scope))
    return wire.RoomList(rooms=[_info(room) for room in services.hall.rooms])


@router.get("/{room}")
async def get_room(request: Request, room: RoomName) -> wire.RoomInfo:
    """A room, for who may enter it (`Bearer`)."""
    enter(request, room)
    return _info(services_of(request).hall.room(room))


@router.delete("/{room}", status_code=204)
async def end_room(request: Request, room: RoomName) -> None:
    """End a room; last words still get their finals. Only hosts may (`Bearer`)."""
    services = services_of(request)
    grant = enter(request, room)
    if services.access.needs_admin or grant.id != "anybody":
        check_host(grant)
    services.hall.room(room)
    await services.hall.end(room, ENDED_BY_HOST)


@router.post("/{room}/tokens", status_code=201)
async def make_token(
    request: Request, room: RoomName, wanted: wire.TokenRequest
) -> wire.TokenCreated:
    """A join token, for a host (`Bearer`) or for who knows the room's secret.

    With the secret one becomes a speaker or a listener, not a host.
    """
    services = services_of(request)
    _check_may_invite(request, services, room, wanted)
    token = services.access.issue(
        room, wanted.role, ttl_s=wanted.ttl_s, name=wanted.name, language=wanted.language
    )
    return wire.TokenCreated(token=token, join_url=_join_url(request, room, token))


@router.get(
    "/{room}/transcript",
    response_class=Response,
    responses={200: {"description": "A caption file", "content": {"text/plain": {}}}},
)
async def transcript(
    request: Request,
    room: RoomName,
    file_format: Annotated[
        str, Query(alias="format", json_schema_extra={"enum": list(EXPORT_FORMATS)})
    ] = "txt",
    language: Annotated[str | None, Query(pattern=r"^[a-z]{2,3}$")] = None,
    token: QueryToken = "",
) -> Response:
    """What was said in a room, or all that could be read in a language, as a file."""
    enter(request, room, token)
    services = services_of(request)
    exporter = Exporter(services.archive, services.config.captions)
    try:
        exported = await exporter.export(room, file_format, language=language)
    except ConfigError as error:
        raise Refused("bad_message", str(error)) from error
    except NoRecord as error:
        raise Refused("no_room", str(error)) from error
    finally:
        exporter.close()
    return _attached(exported)


@router.get("/{room}/search")
async def search(
    request: Request,
    room: RoomName,
    q: Annotated[str, Query(min_length=1, max_length=200, description="words to find")],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    token: QueryToken = "",
) -> wire.SearchResults:
    """Sentences of a room that have every word of the query, the newest first."""
    enter(request, room, token)
    hits = await services_of(request).archive.search(q, room=room, limit=limit)
    return wire.SearchResults(
        hits=[
            wire.SearchHit(
                seq=hit.event.seq,
                at=hit.event.at.isoformat(timespec="milliseconds"),
                speaker=hit.event.speaker,
                name=hit.event.name,
                language=hit.event.language,
                text=hit.event.text,
                spans=[(span[0], span[1]) for span in hit.spans],
            )
            for hit in hits
        ]
    )


def _check_may_invite(
    request: Request, services: Services, room: str, wanted: wire.TokenRequest
) -> None:
    address = client_address(request.scope)
    if wanted.secret:
        known = {each.name: each.secret for each in services.hall.rooms}
        services.access.check_secret(wanted.secret, known.get(room, ""), address)
        if wanted.role == "host":
            raise Refused("not_allowed", "only a host can make somebody a host")
        return
    grant = enter(request, room)
    if grant.id != "anybody":
        check_host(grant)
    services.hall.room(room)


def _retention(text: str | None) -> Retention | None:
    if text is None:
        return None
    try:
        return Retention.parse(text)
    except ConfigError as error:
        raise Refused("bad_message", f"retention: {error.problem}") from error


def _join_url(request: Request, room: str, token: str) -> str:
    """What follows # stays in the browser, and out of every log."""
    return f"{own_url(request)}/r/{room}#t={token}"


def _info(room: Room) -> wire.RoomInfo:
    return wire.RoomInfo(
        room=room.name,
        people=len(room.state.people),
        speaking=len(room.voices),
        locked=room.state.locked,
        languages=list(room.state.languages),
        seq=room.log.seq,
    )


def _attached(exported: ExportedFile) -> Response:
    return Response(
        exported.text,
        media_type=exported.media_type,
        headers={"Content-Disposition": f'attachment; filename="{exported.name}"'},
    )
