"""The routes of WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep-03)."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Query, Request, Response

from server.access.tokens import Grant
from server.gateway.doorman import client_address
from server.gateway.errors import ERROR_RESPONSES
from server.gateway.guests import RoomName, enter, own_url, token_of
from server.gateway.ice import browser_servers
from server.gateway.services import services_of
from server.rooms.languages import AUTO
from server.rooms.person import Wishes
from server.whip.desk import Comer, Desk
from server.whip.offers import Kind, read_offer
from server.whip.requests import DESK, problems_told, read_text, require_etag, session_of
from server.whip.session import WhipSession
from server.wire import whip as wire
from server.wire.common import ErrorBody

__all__ = ["router"]


router = APIRouter(tags=["whip"], lifespan=DESK.until_the_end(Desk.close_all))

_PROBLEMS = {
    400: "The body cannot be read",
    408: "The body did not come",
    412: "If-Match names another connection",
    415: "The body is of another type",
    428: "If-Match is missing",
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    **ERROR_RESPONSES,
    **{code: {"model": ErrorBody, "description": _PROBLEMS[code]} for code in _PROBLEMS},
}
_ANSWERED: dict[int | str, dict[str, Any]] = {
    **_RESPONSES,
    201: {
        "description": "The answer. Location is the session",
        "content": {wire.SDP: {"schema": {"type": "string"}}},
    },
}


def _body(media_type: str) -> dict[str, Any]:
    """A body of text, for the OpenAPI document."""
    content = {media_type: {"schema": {"type": "string"}}}
    return {"requestBody": {"required": True, "content": content}}


Spoken = Annotated[
    str | None,
    Query(
        pattern=r"^([a-z]{2,3}|auto)$",
        description="what is spoken; without it what the token says, or else it is found out",
    ),
]
Heard = Annotated[
    str | None,
    Query(pattern=r"^[a-z]{2,3}$", description="language to hear; without it, the original"),
]
Beside = Annotated[
    Literal["under", "none"],
    Query(description="the original under its interpretation, or not at all"),
]
Name = Annotated[
    str,
    Query(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$", description="in the room"),
]
SessionId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.post(
    "/whip/{room}",
    status_code=201,
    response_class=Response,
    responses=_ANSWERED,
    openapi_extra=_body(wire.SDP),
)
async def publish(
    request: Request, room: RoomName, language: Spoken = None, name: Name = "Broadcast"
) -> Response:
    """Publish a broadcast (WHIP): it is captioned and interpreted as a person of the room.

    The body is an SDP offer with Opus; video may be beside it and is not looked at. The token
    (`Bearer`) must be a speaker's or a host's.
    """
    comer = await _comer(
        request, room, "whip", lambda grant: Wishes(name, language or grant.language or AUTO)
    )
    session, answer = await DESK.of(request).publish(comer)
    return _created(request, "whip", session, answer)


@router.post(
    "/whep/{room}",
    status_code=201,
    response_class=Response,
    responses=_ANSWERED,
    openapi_extra=_body(wire.SDP),
)
async def play(
    request: Request,
    room: RoomName,
    language: Heard = None,
    original: Beside = "under",
    name: Name = "Player",
) -> Response:
    """Play what is said in a room (WHEP), interpreted into a language.

    The body is an SDP offer to receive Opus; any token of the room will do (`Bearer`). While
    nobody is heard it is refused (409): try again after `Retry-After`.
    """
    wishes = Wishes(name, AUTO, hears=language, original=original if language else "full")
    comer = await _comer(request, room, "whep", lambda grant: wishes)
    with problems_told():
        session, answer = await DESK.of(request).play(comer)
    return _created(request, "whep", session, answer)


async def get_endpoint(request: Request, room: RoomName) -> Response:
    """Nothing, for who may enter the room."""
    enter(request, room)
    services_of(request).hall.room(room)
    return Response(status_code=204)


async def endpoint_options(room: RoomName) -> Response:
    """What may be posted."""
    headers = {"Accept-Post": wire.SDP, "Allow": "GET, HEAD, OPTIONS, POST"}
    return Response(headers=headers)


async def get_session(request: Request, room: RoomName, session: SessionId) -> Response:
    """Nothing, as long as the session is there."""
    found = session_of(request, room, session)
    return Response(status_code=204, headers={"ETag": f'"{found.etag}"'})


async def session_options(room: RoomName, session: SessionId) -> Response:
    """How a session may be changed."""
    headers = {"Accept-Patch": wire.FRAGMENT, "Allow": "DELETE, GET, HEAD, OPTIONS, PATCH"}
    return Response(headers=headers)


async def change(request: Request, room: RoomName, session: SessionId) -> Response:
    """Add ICE candidates (trickle ICE). ICE is never restarted: that takes a new session."""
    found = session_of(request, room, session)
    most = wire.MOST_FRAGMENT_BYTES
    text = await read_text(request, wire.FRAGMENT, most, "Accept-Patch")
    require_etag(request, found)
    with problems_told():
        await found.add(wire.parse_fragment(text))
    return Response(status_code=204, headers={"ETag": f'"{found.etag}"'})


async def delete(request: Request, room: RoomName, session: SessionId) -> Response:
    """End a session. What was said still gets its finals."""
    await DESK.of(request).close(session_of(request, room, session))
    return Response()


def _add_shared_routes(kind: Kind) -> None:
    """Routes that are the same for both."""
    endpoint, session = f"/{kind}/{{room}}", f"/{kind}/{{room}}/{{session}}"
    shared: dict[str, Any] = {"response_class": Response, "responses": _RESPONSES}
    told: dict[str, Any] = {**shared, "openapi_extra": _body(wire.FRAGMENT)}
    for path, get, options in (
        (endpoint, get_endpoint, endpoint_options),
        (session, get_session, session_options),
    ):
        router.add_api_route(path, get, methods=["GET"], status_code=204, **shared)
        router.add_api_route(path, get, methods=["HEAD"], include_in_schema=False)
        router.add_api_route(path, options, methods=["OPTIONS"], **shared)
    router.add_api_route(session, change, methods=["PATCH"], status_code=204, **told)
    router.add_api_route(session, delete, methods=["DELETE"], **shared)


_add_shared_routes("whip")
_add_shared_routes("whep")


async def _comer(
    request: Request, room: str, kind: Kind, wishes: Callable[[Grant], Wishes]
) -> Comer:
    """Who asks, once it is known that they may, and what they offer."""
    DESK.of(request).count(client_address(request.scope))
    grant = enter(request, room)
    found = services_of(request).hall.room(room)
    sdp = await read_text(request, wire.SDP, wire.MOST_OFFER_BYTES, "Accept-Post")
    return Comer(found, grant, token_of(request), wishes(grant), read_offer(sdp, kind))


def _created(request: Request, kind: Kind, session: WhipSession, answer: str) -> Response:
    # Without the host, so that it is right whatever name the server was reached by.
    path = urlsplit(own_url(request)).path.rstrip("/")
    headers = {
        "Location": f"{path}/{kind}/{session.place.room.name}/{session.id}",
        "ETag": f'"{session.etag}"',
        "Accept-Patch": wire.FRAGMENT,
    }
    response = Response(answer, 201, headers, media_type=wire.SDP)
    for server in browser_servers(services_of(request).config.server):
        response.headers.append("Link", wire.ice_link(*server.values()))
    return response
