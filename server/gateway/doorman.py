"""Stands before all routes: who comes by which name, from which page, how often, with how much.

What is refused here is refused before a socket is accepted and before a body is read.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.gateway.errors import refusal_response
from server.gateway.services import Services
from server.refusal import Refused

__all__ = ["Doorman", "client_address"]

_UNCOUNTED = ("/healthz", "/readyz", "/metrics")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_MB = 1_000_000
_JSON_BODY_BYTES = 64 * 1024
_SMALL_BODIES = ("/v1/rooms", "/v1/camera")
"""Paths whose bodies are short JSON."""


def client_address(scope: Mapping[str, Any]) -> str:
    """Who is asking; behind a proxy on this machine, who asked the proxy."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


class Doorman:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or a socket through, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
        except Refused as refusal:
            await self._refuse(refusal, scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._with_limit(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        access, headers = self._services.access, Headers(scope=scope)
        if not access.origins.allows_host(headers.get("host")):
            raise Refused("origin", "this server is not reached by that name")
        is_read = scope["type"] == "http" and scope["method"] in _SAFE_METHODS
        origin, host = headers.get("origin"), headers.get("host")
        if not is_read and not access.origins.allows_origin(origin, host):
            raise Refused("origin", "this page may not connect; server.origins may allow it")
        if scope["path"] not in _UNCOUNTED:
            access.count(client_address(scope))

    async def _refuse(self, refusal: Refused, scope: Scope, receive: Receive, send: Send) -> None:
        self._services.meters.refused(refusal.code)
        response: Response = refusal_response(refusal)
        if scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {}):
            await response(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _with_limit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the body while it comes in, whatever length it says it has."""
        limit = self._limit(scope["path"])
        declared = Headers(scope=scope).get("content-length", "")
        body = _Counted(receive, limit)
        if declared.isdigit() and int(declared) > limit:
            await self._refuse(body.refusal, scope, receive, send)
            return
        started = _Started(send)
        try:
            await self._app(scope, body, started)
        except _TooMuch:
            if not started.yes:
                await self._refuse(body.refusal, scope, receive, send)

    def _limit(self, path: str) -> int:
        if path.startswith(_SMALL_BODIES):
            return _JSON_BODY_BYTES
        return self._services.config.server.max_body_mb * _MB


class _TooMuch(Exception):
    """The body is longer than it may be."""


class _Counted:
    """Receives a body up to a limit."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self.refusal = Refused("too_large", f"a body may have {limit} bytes at most")

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _TooMuch
        return message


class _Started:
    """Sends, and remembers whether anything was sent."""

    def __init__(self, send: Callable[[Message], Awaitable[None]]) -> None:
        self._send = send
        self.yes = False

    async def __call__(self, message: Message) -> None:
        self.yes = True
        await self._send(message)
