import httpx
from fastapi import APIRouter, FastAPI, Request

from server.gateway.app import create_app
from server.gateway.kept import Kept
from server.gateway.services import Services
from tests.server.made import services


class Desk:
    """Counts who came; false as long as nobody has, as an empty desk is."""

    def __init__(self, of: Services) -> None:
        self.of = of
        self.came = 0
        self.ended: list[str] = []

    def __len__(self) -> int:
        return 0

    async def finish(self) -> None:
        self.ended.append("finished")

    async def close(self) -> None:
        self.ended.append("closed")


DESK = Kept("test_desk", Desk, Desk.finish)
router = APIRouter(lifespan=DESK.until_the_end(Desk.close))


@router.get("/came")
async def came(request: Request) -> int:
    desk = DESK.of(request)
    desk.came += 1
    return desk.came


async def ask(app: FastAPI) -> int:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        return int((await http.get("/came")).text)


async def test_one_is_made_for_each_application_when_somebody_comes() -> None:
    async with services() as one, services() as another:
        app, other = (create_app(made, routers=[router]) for made in (one, another))
        assert DESK.made(app) is None
        assert [await ask(app), await ask(app), await ask(other)] == [1, 2, 1]
        desk = DESK.made(app)
        assert desk is not None
        assert desk.of is one


async def test_it_finishes_as_the_server_drains_and_is_closed_at_its_end() -> None:
    async with services() as made:
        app = create_app(made, routers=[router])
        async with app.router.lifespan_context(app):
            await ask(app)
            await ask(app)
            assert await made.lifecycle.drain(1.0)
        desk = DESK.made(app)
        assert desk is not None
        assert desk.ended == ["finished", "closed"]


async def test_what_nobody_came_to_is_not_made_at_the_end() -> None:
    async with services() as made:
        app = create_app(made, routers=[router])
        async with app.router.lifespan_context(app):
            pass
        assert await made.lifecycle.drain(1.0)
        assert DESK.made(app) is None
