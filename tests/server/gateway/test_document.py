"""The OpenAPI document, used against the server that gives it: random requests to every route."""

import asyncio
import warnings
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from server.gateway.app import create_app
from server.openai_api.routes import router
from server.whip.routes import router as whip
from server.wire.whip import FRAGMENT, SDP
from tests.server.made import ADMIN, config, services

ENDLESS = ("/v1/rooms/{room}/events",)
"""A stream that ends with its room."""
EXAMPLES = 25
schemathesis.serializer.alias([SDP, FRAGMENT], "text/plain")


class _App:
    """An application with real services in an event loop of its own."""

    def __init__(self, **server: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self._services = services(config(**server))
        self.made = self.loop.run_until_complete(self._services.__aenter__())
        self.app = create_app(self.made, routers=(router, whip))

    def close(self) -> None:
        self.loop.run_until_complete(self._services.__aexit__(None, None, None))
        self.loop.close()


@pytest.mark.slow
@pytest.mark.parametrize("is_public", [False, True])
def test_no_request_breaks_the_server_and_none_gets_past_the_door(is_public: bool) -> None:
    settings_ = {"host": "0.0.0.0", "admin_token": ADMIN} if is_public else {}
    running = _App(max_rooms=500, **settings_)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            schema = schemathesis.openapi.from_dict(running.app.openapi())
            for result in schema.get_all_operations():
                operation = result.ok()
                if operation.path not in ENDLESS:
                    _attack(running, operation, is_public=is_public)
    finally:
        running.close()


def _attack(running: _App, operation: Any, *, is_public: bool) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def attack(case: Any) -> None:
        response = running.loop.run_until_complete(_request(running, case))
        where = f"{case.method} {case.path}"
        assert response.status_code < 500 or response.status_code == 503, where
        documented = {str(code) for code in operation.definition.raw["responses"]}
        assert str(response.status_code) in documented | {"404", "405", "400"}, where
        is_guarded = operation.path.startswith(("/v1", "/wh")) and case.method != "OPTIONS"
        if is_public and is_guarded:
            assert response.status_code >= 400, where

    attack()


async def _request(running: _App, case: Any) -> httpx.Response:
    sent = case.as_transport_kwargs(base_url="http://127.0.0.1:8080")
    transport = httpx.ASGITransport(running.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as http:
        return await http.request(
            sent["method"],
            sent["url"],
            params=sent.get("params"),
            headers=_headers(sent.get("headers")),
            content=sent.get("data") if not sent.get("files") else None,
            json=sent.get("json"),
            files=_parts(sent.get("files")),
        )


def _parts(given: Any) -> Any:
    """Parts of a form, whatever stands for their content."""
    if not given:
        return None
    pairs = given.items() if isinstance(given, dict) else given
    return [(str(name), _bytes(part)) for name, part in pairs]


def _bytes(part: Any) -> bytes:
    content = part[1] if isinstance(part, tuple) else part
    return content if isinstance(content, bytes) else str(content).encode(errors="replace")


def _headers(given: Any) -> dict[str, str]:
    return {
        name: value
        for name, value in dict(given or {}).items()
        if name.lower() not in ("user-agent", "accept-encoding", "x-schemathesis-testcaseid")
    }
