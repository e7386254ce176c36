"""Errors as responses: one shape, the right status, and nothing about the inside."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from configs.errors import DragomanError, UnsupportedLanguage, UnsupportedPair
from server.media.errors import BadCandidate, BadOffer, UnreadableOffer
from server.refusal import Code, Refused
from server.storage import NoRecord
from server.wire.common import ErrorBody, ErrorDetail

__all__ = ["ERROR_RESPONSES", "STATUS", "add_error_handlers", "error_response", "refusal_response"]

STATUS: Mapping[Code, int] = {
    "bad_message": 422,
    "bad_token": 401,
    "origin": 403,
    "no_room": 404,
    "taken": 409,
    "room_full": 503,
    "locked": 409,
    "busy": 503,
    "not_allowed": 403,
    "unknown_language": 422,
    "unsupported_pair": 422,
    "no_microphone_right": 403,
    "slow": 503,
    "rate": 429,
    "too_large": 413,
    "ended": 410,
}
_SHOWN = (400, 401, 403, 404, 409, 410, 413, 422, 429, 503)
ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": HTTPStatus(status).phrase} for status in _SHOWN
}
"""What any route may answer, for the OpenAPI document."""
_KINDS: tuple[tuple[type[DragomanError], int, str], ...] = (
    (NoRecord, 404, "no_room"),
    (UnsupportedLanguage, 422, "unsupported_pair"),
    (UnsupportedPair, 422, "unsupported_pair"),
    (UnreadableOffer, 400, ""),
    (BadOffer, 422, ""),
    (BadCandidate, 422, ""),
)
"""Errors that are their sender's, with status and code; the first that fits. Without a code the
status is called by its name."""


def error_response(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error in the server's own shape."""
    body = ErrorBody(error=ErrorDetail(code=code, message=message))
    return JSONResponse(body.model_dump(), status, headers=headers)


def refusal_response(refusal: Refused) -> JSONResponse:
    """A refusal, with the time after which it makes sense to try again."""
    status = STATUS[refusal.code]
    headers = {}
    if refusal.retry_s is not None or status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(math.ceil(refusal.retry_s or 10))
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return error_response(status, refusal.code, refusal.message, headers)


def add_error_handlers(app: FastAPI) -> None:
    """Have every error answered in one shape."""

    @app.exception_handler(Refused)
    async def on_refused(request: Request, refusal: Refused) -> JSONResponse:
        request.app.state.services.meters.refused(refusal.code)
        return refusal_response(refusal)

    @app.exception_handler(DragomanError)
    async def on_error(request: Request, error: DragomanError) -> JSONResponse:
        for kind, status, code in _KINDS:
            if isinstance(error, kind):
                return error_response(status, code or _named(status), str(error))
        return error_response(500, "failed", str(error))

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return error_response(422, "bad_message", _first(error))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        status, headers = error.status_code, dict(error.headers or {})
        return error_response(status, _named(status), str(error.detail), headers)

    @app.exception_handler(Exception)
    async def on_bug(request: Request, error: Exception) -> JSONResponse:
        return error_response(
            500, "failed", "something went wrong in the server; its log says what"
        )


def _named(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "_")


def _first(error: RequestValidationError) -> str:
    """The first thing that is wrong, without the value that was sent."""
    found = error.errors()[0]
    where = ".".join(str(part) for part in found["loc"] if part != "body")
    return f"{where}: {found['msg']}" if where else str(found["msg"])
