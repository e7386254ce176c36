"""A room of a server with WHIP and WHEP, and requests to it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from configs.schema import Config
from server.rooms.room import Room
from server.whip.routes import router
from tests.server.made import ADMIN, config
from tests.server.site import Site, site

SDP = {"content-type": "application/sdp"}
TRICKLE = {"content-type": "application/trickle-ice-sdpfrag"}
GUARDED = config(admin_token=ADMIN, secret="s" * 32)
Offers = dict[str, str]


@dataclass
class Place:
    """A room of a server, and its tokens."""

    where: Site
    room: Room
    tokens: dict[str, str]

    @property
    def http(self) -> httpx.AsyncClient:
        return self.where.http

    def bearer(self, who: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens.get(who, who)}"} if who else {}

    async def post(self, kind: str, body: Any, who: str = "", query: str = "") -> httpx.Response:
        path = f"/{kind}/{self.room.name}{query}"
        return await self.http.post(path, content=body, headers={**SDP, **self.bearer(who)})

    async def patch(self, path: str, body: Any, who: str = "", **headers: str) -> httpx.Response:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.patch(
            path, content=body, headers={**TRICKLE, **self.bearer(who), **told}
        )


@contextlib.asynccontextmanager
async def place(made: Config | None = None) -> AsyncIterator[Place]:
    async with site(made, routers=(router,)) as where:
        admin = {"authorization": f"Bearer {ADMIN}"}
        opened = (await where.http.post("/v1/rooms", json={}, headers=admin)).json()
        room = where.services.hall.room(opened["room"])
        tokens = {
            f"{role}{number}": where.services.access.issue(room.name, role, ttl_s=60)
            for role in ("host", "speaker", "listener")
            for number in ("", "2")
        }
        tokens["stranger"] = where.services.access.issue("another-room", "host", ttl_s=60)
        yield Place(where, room, tokens)


def check_error(answer: httpx.Response, status: int, words: str = "") -> None:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert words in error["message"]
    if status in (429, 503):
        assert int(answer.headers["retry-after"]) >= 1
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
