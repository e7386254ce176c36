from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from server.camera.routes import router
from streaming.narrating.asking import NarrationEngines
from tests.server.made import config
from tests.server.media.peers import need_network
from tests.server.pools import Fakes
from tests.server.site import Site, site
from tests.streaming.narrating.boxes import box
from tests.streaming.narrating.fakes import FakeEye, FakeScholar
from translators.describe import Box

CHAIR = box("chair", 0.85, 0.7, 0.2, 0.4)
PERSON = box("person", 0.5, 0.55, 0.2, 0.7)


def somebody_comes(at_s: float) -> tuple[Box, ...]:
    """A chair; after two seconds somebody stands there."""
    return (CHAIR, PERSON) if at_s >= 2.0 else (CHAIR,)


def seeing(fakes: Fakes) -> FakeEye:
    """Give a pool's cameras engines."""
    eye, scholar = FakeEye(somebody_comes), FakeScholar()
    fakes.pool.sees = NarrationEngines(eye, reader=scholar, answerer=scholar)
    return eye


@pytest.fixture
def cameras() -> int:
    """How many the server takes."""
    return 2


@pytest_asyncio.fixture
async def where(cameras: int) -> AsyncIterator[Site]:
    need_network()
    fakes = Fakes()
    seeing(fakes)
    settings = config(max_cameras=cameras)
    async with site(settings, fakes.pool, routers=(router,)) as running:
        running.fakes = fakes
        yield running
    fakes.pool.close()
