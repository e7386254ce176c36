"""Headers that tell browsers what the server's pages may do."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["SecurityHeaders"]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
)
_STATIC = "/static/"
"""Files that are the same for everybody; they are asked for again, and seldom sent again."""
_OVERLAY = "/captions/"
"""Only this page may be shown inside others."""


class SecurityHeaders:
    """ASGI middleware; what a route set itself stays."""

    def __init__(self, app: ASGIApp, *, is_tls: bool) -> None:
        self._app = app
        self._is_tls = is_tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to a response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ancestors = "*" if scope["path"].startswith(_OVERLAY) else "'none'"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _POLICY.format(ancestors=ancestors))
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                is_static = scope["path"].startswith(_STATIC)
                headers.setdefault("Cache-Control", "no-cache" if is_static else "no-store")
                headers.setdefault(
                    "Permissions-Policy", "microphone=(self), camera=(self), geolocation=()"
                )
                if self._is_tls:
                    # Browsers complain of this one on pages that came without TLS.
                    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await self._app(scope, receive, with_headers)
