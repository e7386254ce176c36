"""Services and requests for tests of the server, without a network where none is needed."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
from fastapi import FastAPI

from configs.schema import Config
from configs.server_config import ServerConfig
from configs.storage_config import StorageConfig
from server.engines import Pool
from server.gateway.app import create_app
from server.gateway.services import Services
from server.gateway.serving import opened_services
from tests.server.pools import Fakes

ADMIN = "an-admin-token-of-some-length"
LOCAL = "http://127.0.0.1:8080"


def config(**server: object) -> Config:
    """Nothing is kept, and requests are not counted, unless a test says so."""
    given = {"requests_per_minute": 0, **server}
    return replace(
        Config(),
        server=ServerConfig(**given),  # type: ignore[arg-type]
        storage=StorageConfig(retention="none"),
    )


@asynccontextmanager
async def services(
    settings: Config | None = None, pool: Pool | None = None
) -> AsyncIterator[Services]:
    """One of each, ready."""
    fakes = None if pool is not None else Fakes()
    chosen = fakes.pool if pool is None and fakes is not None else pool
    assert chosen is not None
    async with opened_services(settings or config(), chosen) as made:
        made.lifecycle.ready()
        yield made
    if fakes is not None:
        fakes.pool.close()


@asynccontextmanager
async def client(
    settings: Config | None = None, *, make: Callable[[Services], FastAPI] = create_app
) -> AsyncIterator[tuple[httpx.AsyncClient, Services]]:
    """A client of an application that runs in this event loop."""
    async with services(settings) as made:
        transport = httpx.ASGITransport(make(made), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=LOCAL) as http:
            yield http, made
