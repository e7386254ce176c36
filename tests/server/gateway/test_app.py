from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from configs.errors import EngineError, UnsupportedPair
from server.gateway.app import create_app
from server.gateway.services import Services
from server.media.errors import BadCandidate, BadOffer, UnreadableOffer
from server.refusal import Refused
from tests.server.made import client, config, services

router = APIRouter()
UNPROCESSABLE = HTTPStatus(422).phrase.lower().replace(" ", "_")
"""Later versions of Python call it otherwise."""


class Body(BaseModel):
    number: int


@router.get("/fails/{how}")
async def fails(how: str) -> None:
    raise {
        "bug": ZeroDivisionError("a secret of the inside"),
        "busy": Refused("busy", "full", retry_s=2.5),
        "engine": EngineError("the engine stopped"),
        "pair": UnsupportedPair("en", "xx"),
        "scribble": UnreadableOffer("it is no session description"),
        "offer": BadOffer("it has no audio"),
        "candidate": BadCandidate("it came before the offer"),
    }[how]


@router.post("/body")
async def body(given: Body) -> Body:
    return given


def with_failures(made: Services) -> FastAPI:
    return create_app(made, routers=[router])


async def test_errors_have_one_shape() -> None:
    async with client(make=with_failures) as (http, _):
        for how, status, code in (
            ("bug", 500, "failed"),
            ("busy", 503, "busy"),
            ("engine", 500, "failed"),
            ("pair", 422, "unsupported_pair"),
            ("scribble", 400, "bad_request"),
            ("offer", 422, UNPROCESSABLE),
            ("candidate", 422, UNPROCESSABLE),
        ):
            answer = await http.get(f"/fails/{how}")
            assert answer.status_code == status
            assert answer.json()["error"]["code"] == code
            assert "inside" not in answer.text
        assert (await http.get("/fails/busy")).headers["retry-after"] == "3"


async def test_an_error_does_not_repeat_what_was_sent() -> None:
    async with client(make=with_failures) as (http, _):
        answer = await http.post("/body", json={"number": "what I said in private"})
        assert answer.status_code == 422
        assert answer.json()["error"]["message"].startswith("number: ")
        assert "private" not in answer.text


async def test_pages_may_load_nothing_from_elsewhere() -> None:
    async with client() as (http, _):
        headers = (await http.get("/healthz")).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        overlay = (await http.get("/captions/somewhere")).headers
        assert "frame-ancestors *" in overlay["content-security-policy"]


async def test_the_document_describes_the_routes() -> None:
    async with client() as (http, _):
        document = (await http.get("/openapi.json")).json()
        assert document["info"]["title"] == "Dragoman"
        assert "/readyz" in document["paths"]
        assert (await http.get("/docs")).status_code == 404


async def test_another_page_may_connect_where_it_is_allowed() -> None:
    page = "https://intranet.example"
    async with client(config(origins=(page,)), make=with_failures) as (http, _):
        answer = await http.post("/body", json={"number": 1}, headers={"Origin": page})
        assert answer.headers["access-control-allow-origin"] == page
        asked = {"Origin": page, "Access-Control-Request-Method": "POST"}
        assert (await http.options("/body", headers=asked)).status_code == 200


async def test_parts_live_as_long_as_the_application() -> None:
    lives = []

    @asynccontextmanager
    async def part(given: Services) -> AsyncIterator[None]:
        lives.append(f"begins, {given.lifecycle.phase.value}")
        yield
        lives.append("ends")

    async with services() as made:
        app = create_app(made, parts=[part])
        async with app.router.lifespan_context(app):
            assert lives == ["begins, ready"]
        assert lives == ["begins, ready", "ends"]
