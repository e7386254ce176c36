"""A telephone in front of a real picture: real engines, a real voice, real WebRTC."""

import itertools
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import av
import pytest
import pytest_asyncio

from configs.camera_config import DetectConfig
from configs.load import load_config
from model_store.store import ModelStore
from server.camera.routes import router
from server.engine_pool import EnginePool
from tests.server.camera.phone import Pictures, phone
from tests.server.made import config
from tests.server.media.peers import need_network
from tests.server.site import Site, site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.models,
    pytest.mark.shared,
    pytest.mark.timeout(400),
]

VOICE = "kokoro-v1.0-int8"
PATIENCE_S = 120.0
"""A machine that does other things too speaks slowly."""
WIDTH, HEIGHT = 640, 480


def held_up(file: Path) -> Pictures:
    """A picture, held by a hand that is not quite still."""
    with av.open(str(file)) as opened:
        frame = next(opened.decode(video=0)).reformat(WIDTH + 4, HEIGHT, format="rgb24")
    picture = frame.to_ndarray()
    for number in itertools.count():
        left = number % 4
        yield picture[:, left : left + WIDTH].copy()


@pytest_asyncio.fixture
async def real(shared: Path, store: ModelStore) -> AsyncIterator[Site]:
    need_network()
    store.ensure(VOICE)
    model = shared / "models/fastestdet-coco/FastestDet.onnx"
    settings = replace(
        load_config("light").config,
        server=config().server,
        storage=config().storage,
        detect=DetectConfig(backend="onnx_detector", options={"model": str(model)}),
    )
    pool = EnginePool(settings, store, now_s=time.monotonic, say=lambda line: None)
    async with site(settings, pool, routers=(router,)) as running:
        await pool.voice("en")
        await pool.eyes()
        yield running
    pool.close()


async def test_what_is_there_is_said_by_our_own_voice(real: Site, shared: Path) -> None:
    picture = held_up(shared / "data/images/dog.jpg")
    wishes = {"aloud": True, "verbosity": 3}
    async with phone(real.http, picture, patience_s=PATIENCE_S, **wishes) as ana:
        assert (await ana.told("voice"))["on"] is True
        await ana.until(lambda: any("dog" in text.lower() for text in ana.texts()))
        await ana.until(ana.heard_sound)
        assert ana.of("say") == []
        assert (await ana.told("ready"))["engines"]["detect"] == "FastestDet"
        ana.send("question", text="How many dogs are there?")
        await ana.until(lambda: "A dog." in ana.texts())
