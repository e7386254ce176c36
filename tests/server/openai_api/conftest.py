"""A server whose engines are fakes, and OpenAI's own client to ask it."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from openai import OpenAI

from configs.schema import Config, ServerConfig
from server.access.access import Access
from server.gateway.app import create_app
from server.gateway.services import Services
from server.openai_api.routes import router
from server.slots import Slots
from tests.server.pools import Fakes
from tests.server.serving import Served, serving

KEY = "any key will do on this machine"


def services(pool: Any, config: Config | None = None, slots: int = 8) -> Services:
    config = config or Config()
    access = Access(config.server, now_s=time.monotonic, wall_s=time.time)
    return Services(config, pool, access, hall=Any, archive=Any, slots=Slots(slots))  # type: ignore[arg-type]


def client(served: Served, key: str = KEY) -> OpenAI:
    return OpenAI(base_url=f"{served.url}/v1", api_key=key, max_retries=0)


@pytest.fixture(scope="module")
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture(scope="module")
def served(fakes: Fakes) -> Iterator[Served]:
    config = Config(server=ServerConfig(max_upload_s=600, max_body_mb=3, requests_per_minute=0))
    with serving(create_app(services(fakes.pool, config), routers=(router,))) as server:
        yield server
    fakes.pool.close()


@pytest.fixture
def openai(served: Served) -> Iterator[OpenAI]:
    with client(served) as asking:
        yield asking
