"""The log: one JSON object a line on standard error.

What people say goes into it only if `server.log_transcripts` is set, and then only that of rooms.
Addresses of requests go in without their query, which may hold a token.
"""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.gateway.services import Services
from server.log import FIELDS, NAME, log

__all__ = ["RequestLog", "log", "set_up_logs"]

_QUIET = ("/healthz", "/readyz", "/metrics")


def _is_news(record: logging.LogRecord) -> bool:
    """Uvicorn takes a socket that was refused with a status for one that was forgotten."""
    return "without completing handshake" not in record.getMessage()


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        if record.name != NAME:
            line["logger"] = record.name
        line.update(getattr(record, FIELDS, {}))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up_logs(stream: TextIO | None = None) -> None:
    """Have this program's log, and what libraries warn of, written as lines of JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(NAME).setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").addFilter(_is_news)


class RequestLog:
    """ASGI middleware: a line for each answered request, and its count."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the status and how long it took."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began_s = time.monotonic()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._services.meters.answered(status)
            if scope["path"] not in _QUIET:
                took_ms = round((time.monotonic() - began_s) * 1000)
                log(
                    "request", method=scope["method"], path=scope["path"], status=status, ms=took_ms
                )
