"""A real film as the browser's camera, and a real detector: people who enter are told."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import av
import pytest
import pytest_asyncio
from av import VideoFrame as AvFrame
from playwright.async_api import Playwright, expect

from model_store.store import ModelStore
from tests.server.media.peers import need_network
from tests.server.page.camera_site import FPS, CameraSite, as_camera, camera_site
from tests.server.page.conftest import ARGUMENTS, chromium_path
from tests.server.page.test_live_regions import WATCH, heard
from translators.backends.onnx_detector import BACKEND
from translators.registry import EngineContext

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.shared,
    pytest.mark.asyncio(loop_scope="session"),
]

UNTIL_S = 24.0
"""Somebody is seen from second 6 on."""


def frames(film: Path) -> Iterator[AvFrame]:
    """The film's beginning, smaller."""
    due_s = 0.0
    with av.open(str(film)) as read:
        for frame in read.decode(video=0):
            at_s = float(frame.time or 0.0)
            if at_s > UNTIL_S:
                return
            if at_s >= due_s:
                due_s += 1 / FPS
                yield frame


@pytest_asyncio.fixture(loop_scope="session")
async def filmed(
    playwright: Playwright, shared: Path, store: ModelStore, tmp_path: Path
) -> AsyncIterator[CameraSite]:
    need_network()
    film = frames(shared / "data/video/people_one_by_one.mp4")
    camera = as_camera(film, tmp_path / "film.y4m")
    model = shared / "models/fastestdet-coco/FastestDet.onnx"
    detector = BACKEND.create({"model": str(model)}, EngineContext(store=store))
    browser = await playwright.chromium.launch(
        executable_path=chromium_path(), args=(*ARGUMENTS, camera)
    )
    async with camera_site(browser, detector) as made:
        yield made
    await browser.close()
    detector.close()


async def test_people_who_enter_are_told(filmed: CameraSite, pictures: Path | None) -> None:
    page = await filmed.page()
    await page.evaluate(WATCH)
    await page.click("#start")
    told = page.locator("#history li", has_text="erson")
    await expect(told).not_to_have_count(0, timeout=40_000)
    if pictures:
        await page.screenshot(path=pictures / "page-camera-film.png", animations="disabled")
    shown = (await page.locator("#history li span").all_text_contents())[::-1]
    assert shown[0] == "Not for navigation safety."
    said = [each for each in await heard(page) if each]
    assert said[0] == "The camera is on."
    assert said[1:] == shown, "each one is announced once"
