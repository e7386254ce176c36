"""Errors in the shape that OpenAI's clients understand, whatever went wrong."""

import logging
import math
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from audio_io.measure import TooLong
from configs.errors import (
    BadAudio,
    ConfigError,
    DragomanError,
    UnsupportedLanguage,
    UnsupportedPair,
)
from server.gateway.errors import STATUS
from server.gateway.services import services_of
from server.refusal import Refused

__all__ = ["ERRORS", "ApiError", "ApiRoute", "as_api_error", "invalid"]

_log = logging.getLogger(__name__)
_GONE = 499
_INVALID = "invalid_request_error"
_TYPES: Mapping[int, str] = {
    401: "authentication_error",
    403: "permission_error",
    429: "rate_limit_error",
    503: "server_overloaded",
}


class ApiError(DragomanError):
    """A request that is refused, with everything a client of OpenAI's looks at."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = _INVALID,
        param: str | None = None,
        code: str | None = None,
        retry_s: float | None = None,
    ) -> None:
        self.status = status
        self.kind = kind
        self.param = param
        self.code = code
        self.retry_s = retry_s
        super().__init__(message)

    @property
    def detail(self) -> dict[str, str | None]:
        """The error itself, as it stands in bodies and in events."""
        return {"message": str(self), "type": self.kind, "param": self.param, "code": self.code}

    def response(self) -> JSONResponse:
        """The error as an answer."""
        headers = {}
        if self.retry_s is not None:
            headers["Retry-After"] = str(math.ceil(self.retry_s))
        if self.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse({"error": self.detail}, self.status, headers=headers)


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": about,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {
                        "error": {
                            "type": "object",
                            "properties": {
                                name: {"type": ["string", "null"]}
                                for name in ("message", "type", "param", "code")
                            },
                        }
                    },
                }
            }
        },
    }
    for status, about in {
        400: "What was sent cannot be used",
        401: "The key is missing or wrong",
        403: "This page may not ask",
        404: "There is no such model",
        408: "The body did not come in time",
        413: "Too much was sent",
        415: "The body is of another kind",
        422: "What was sent cannot be used",
        429: "Too many requests",
        503: "The server is busy",
    }.items()
}
"""What the routes may answer, for the OpenAPI document."""


def invalid(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    """What was sent makes no sense."""
    return ApiError(400, message, param=param, code=code)


def as_api_error(error: Exception) -> ApiError:
    """The same error as a client of OpenAI's should see it."""
    match error:
        case ApiError():
            return error
        case Refused():
            status = STATUS[error.code]
            kind = _TYPES.get(status, _INVALID)
            retry_s = error.retry_s or (10.0 if status == 503 else None)
            return ApiError(status, error.message, kind=kind, code=error.code, retry_s=retry_s)
        case ValidationError():
            return _as_invalid(error)
        case TooLong():
            return ApiError(413, str(error), param="file", code="audio_too_long")
        case BadAudio():
            return invalid(str(error), "file", "invalid_audio")
        case UnsupportedLanguage() | UnsupportedPair():
            return invalid(str(error), "language", "unsupported_language")
        case ConfigError():
            return invalid(str(error), error.key.rpartition(".")[2])
        case DragomanError():
            return ApiError(500, str(error), kind="server_error")
    _log.exception("a request failed", exc_info=error)
    return ApiError(500, "something went wrong in the server", kind="server_error")


def _as_invalid(error: ValidationError) -> ApiError:
    """The first thing that is wrong, without the value that was sent."""
    first = error.errors(include_url=False, include_input=False)[0]
    param = ".".join(str(part) for part in first["loc"])
    return invalid(f"{param}: {first['msg']}" if param else first["msg"], param or None)


class ApiRoute(APIRoute):
    """A route whose errors have OpenAI's shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its errors made responses."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except ClientDisconnect:
                return Response(status_code=_GONE)
            except DragomanError as error:
                if isinstance(error, Refused):
                    services_of(request).meters.refused(error.code)
                return as_api_error(error).response()
            except ValidationError as error:
                return as_api_error(error).response()

        return handled
