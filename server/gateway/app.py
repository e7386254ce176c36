"""The application: routes, what stands before them, and what lives as long as it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware

from server.gateway import followers, health, pages, room_socket, rooms
from server.gateway.doorman import Doorman
from server.gateway.errors import add_error_handlers
from server.gateway.headers import SecurityHeaders
from server.gateway.logs import RequestLog
from server.gateway.services import Services

__all__ = ["Part", "create_app"]

Part = Callable[[Services], AbstractAsyncContextManager[object]]
"""Something that lives beside the routes as long as the server: entered at its start."""


def create_app(
    services: Services, *, routers: Sequence[APIRouter] = (), parts: Sequence[Part] = ()
) -> FastAPI:
    """The application with these routers besides its own."""
    app = FastAPI(
        title="Dragoman",
        version=_version(),
        description="Captions, translation and interpretation of speech while it is spoken.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(services, parts),
    )
    app.state.services = services
    own = (health, rooms, followers, room_socket, pages)
    for router in (*(module.router for module in own), *routers):
        app.include_router(router)
    app.mount("/static", pages.static_files(), name="static")
    add_error_handlers(app)
    _add_middleware(app, services)
    return app


def _add_middleware(app: FastAPI, services: Services) -> None:
    """The last one added is the first one asked."""
    app.add_middleware(Doorman, services=services)
    origins = services.config.server.origins
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=[origin.rstrip("/") for origin in origins],
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=["Location", "Link", "ETag", "Retry-After"],
        )
    app.add_middleware(SecurityHeaders, is_tls=bool(services.config.server.tls_cert))
    app.add_middleware(RequestLog, services=services)


def _lifespan(
    services: Services, parts: Sequence[Part]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for part in parts:
                await stack.enter_async_context(part(services))
            yield

    return lifespan


def _version() -> str:
    try:
        return version("dragoman")
    except PackageNotFoundError:
        return "0"
