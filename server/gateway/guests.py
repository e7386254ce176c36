"""Who a request about a room comes from, and what they may do."""

from typing import Annotated

from fastapi import Path, Query, Request
from starlette.requests import HTTPConnection

from server.access.access import bearer
from server.access.tokens import Grant
from server.gateway.doorman import client_address
from server.gateway.services import services_of
from server.refusal import Refused
from server.wire.room import ROOM_NAME

__all__ = ["QueryToken", "RoomName", "check_host", "enter", "own_url", "token_of"]

RoomName = Annotated[str, Path(pattern=ROOM_NAME, description="the room's name")]
QueryToken = Annotated[
    str, Query(max_length=2048, description="a join token, where no header can be sent")
]


def token_of(connection: HTTPConnection, query: str = "") -> str:
    """The token of the `Authorization` header, or else the one of the query."""
    return bearer(connection.headers.get("authorization")) or query


def enter(connection: HTTPConnection, room: str, query: str = "") -> Grant:
    """What somebody may do in a room, whether it is open or only kept. Raises `Refused`.

    A room that is not open has no secret any more, so on this machine everybody may read it.
    """
    services = services_of(connection)
    names = {each.name: each.secret for each in services.hall.rooms}
    address = client_address(connection.scope)
    return services.access.enter(token_of(connection, query), room, names.get(room, ""), address)


def check_host(grant: Grant) -> None:
    """Raises `Refused` for everybody but hosts."""
    if grant.role != "host":
        raise Refused("not_allowed", "only a host may do that")


def own_url(request: Request) -> str:
    """How people reach this server."""
    config = services_of(request).config.server
    return (config.public_url or str(request.base_url)).rstrip("/")
