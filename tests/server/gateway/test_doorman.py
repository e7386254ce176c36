from collections.abc import AsyncIterator

import pytest
from fastapi import APIRouter, FastAPI, Request

from server.gateway.app import create_app
from server.gateway.services import Services
from tests.server.made import client, config

router = APIRouter()


@router.post("/echo")
async def echo(request: Request) -> dict[str, int]:
    return {"bytes": len(await request.body())}


def with_echo(services: Services) -> FastAPI:
    return create_app(services, routers=[router])


async def test_a_name_that_was_made_to_lead_here_is_refused() -> None:
    async with client() as (http, services):
        answer = await http.get("/healthz", headers={"Host": "rebound.evil.example"})
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "origin"
        assert 'dragoman_refused_total{why="origin"} 1.0' in services.meters.page().decode()


async def test_a_page_of_somebody_else_changes_nothing() -> None:
    async with client(make=with_echo) as (http, _):
        evil = {"Origin": "https://evil.example"}
        assert (await http.post("/echo", headers=evil)).status_code == 403
        own = {"Origin": "http://127.0.0.1:8080"}
        assert (await http.post("/echo", headers=own)).status_code == 200
        assert (await http.post("/echo")).status_code == 200


async def test_too_many_requests() -> None:
    async with client(config(requests_per_minute=3), make=with_echo) as (http, _):
        answers = [await http.post("/echo") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert int(answers[-1].headers["retry-after"]) == 20
        assert (await http.get("/healthz")).status_code == 200


async def test_a_body_that_says_it_is_too_long() -> None:
    async with client(config(max_body_mb=1), make=with_echo) as (http, _):
        assert (await http.post("/echo", content=bytes(1_000_000))).json() == {"bytes": 1_000_000}
        answer = await http.post("/echo", content=bytes(1_000_001))
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"


async def test_a_body_that_does_not_say_how_long_it_is() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 100_000
            yield bytes(100_000)

    async with client(config(max_body_mb=1), make=with_echo) as (http, _):
        assert (await http.post("/echo", content=endless())).status_code == 413
    assert read < 100_000_000


async def test_bodies_about_rooms_are_short() -> None:
    async with client() as (http, _):
        assert (await http.post("/v1/rooms", content=bytes(70_000))).status_code == 413


@pytest.mark.parametrize("path", ["/nothing", "/v1/rooms/../../etc/passwd", "/%2e%2e%2fetc"])
async def test_what_is_not_there(path: str) -> None:
    async with client() as (http, _):
        answer = await http.get(path)
        assert answer.status_code == 404
        assert set(answer.json()["error"]) == {"code", "message"}
