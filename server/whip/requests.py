"""What a request brings: its body, its right to change a session, and what is wrong with it."""

import asyncio
import math
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

from server.gateway.doorman import client_address
from server.gateway.guests import enter, token_of
from server.gateway.kept import Kept
from server.refusal import Refused
from server.whip.desk import Desk, NothingLive
from server.whip.session import WhipSession
from server.wire import whip as wire

__all__ = ["DESK", "problems_told", "read_text", "require_etag", "session_of"]

_BODY_S = 10.0
"""A body that takes longer is not waited for."""
DESK = Kept("whip", Desk, Desk.finish)


async def read_text(request: Request, media_type: str, most_bytes: int, accept: str) -> str:
    """The body, if it is of this type; `accept` is the header that tells it. Raises 4xx."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != media_type:
        detail = f"the body must be {media_type}"
        raise HTTPException(415, detail, headers={accept: media_type})
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_S):
            async for piece in request.stream():
                body += piece
                if len(body) > most_bytes:
                    raise Refused("too_large", f"a body may have {most_bytes} bytes at most")
        return body.decode()
    except TimeoutError as error:
        raise HTTPException(408, "the body did not come") from error
    except ClientDisconnect as error:
        raise HTTPException(400, "the body is not complete") from error
    except UnicodeDecodeError as error:
        raise HTTPException(400, "the body is no text") from error


def session_of(request: Request, room: str, session_id: str) -> WhipSession:
    """A session, for who made it and for hosts of its room. Raises `Refused` and 404.

    Whoever made it goes by the token that they made it with, even if that has expired since.
    """
    DESK.of(request).count(client_address(request.scope))
    session = DESK.of(request).find(room, session_id)
    if session is not None and session.is_of(token_of(request)):
        return session
    grant = enter(request, room)
    if session is None:
        raise HTTPException(404, "there is no such session")
    if grant.role != "host":
        raise Refused("not_allowed", "only who made the session, or a host, may change it")
    return session


def require_etag(request: Request, session: WhipSession) -> None:
    """Go on only if the request means this session's connection. Raises 428, 412, 422."""
    if_match = request.headers.get("if-match", "").strip()
    if not if_match:
        raise HTTPException(428, "If-Match must name the session's entity tag")
    if if_match == "*":
        raise HTTPException(422, "ICE cannot be restarted; make a new session")
    if not wire.names_etag(if_match, session.etag):
        raise HTTPException(412, "If-Match names another connection")


@contextmanager
def problems_told() -> Iterator[None]:
    """What only WHIP and WHEP know, as the status that they have for it."""
    try:
        yield
    except wire.BadFragment as error:
        raise HTTPException(400, str(error)) from error
    except NothingLive as nothing:
        headers = {"Retry-After": str(math.ceil(nothing.retry_s))}
        raise HTTPException(409, "nobody is to be heard in the room", headers) from nothing
