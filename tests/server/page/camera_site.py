"""A camera's page in a real Chromium, with the gateway itself; only what sees may be a fake."""

import contextlib
import itertools
import wave as wave_file
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
from av import VideoFrame as AvFrame
from playwright.async_api import Browser, Page, expect

from server.camera.routes import router
from streaming.narrating.asking import NarrationEngines
from tests.fakes import FakeRecognizer
from tests.server.camera.phone import lively
from tests.server.made import config
from tests.server.page.conftest import PATIENCE_MS, remembering
from tests.server.pools import Fakes
from tests.server.site import Site, site
from tests.streaming.narrating.boxes import box
from tests.streaming.narrating.fakes import FakeEye, FakeScholar
from translators.describe import Box, Detector
from translators.recognize import Word

__all__ = [
    "CHAIR",
    "FPS",
    "PERSON",
    "CameraSite",
    "as_camera",
    "camera_site",
    "expect",
    "lively_frames",
]

LOOP_S = 6.0
FPS = 10
MICROPHONE_HZ = 48_000
SIZE = (320, 240)
PHONE = {"width": 390, "height": 844}
CHAIR = box("chair", 0.85, 0.7, 0.2, 0.4)
PERSON = box("person", 0.5, 0.55, 0.2, 0.7)


def as_camera(frames: Iterable[AvFrame], file: Path) -> str:
    """Pictures as Chromium's camera: the argument that makes it so. It shows them in a loop."""
    with av.open(str(file), "w", format="yuv4mpegpipe") as written:
        stream: Any = written.add_stream("wrapped_avframe", rate=FPS)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            plain = frame.reformat(*SIZE, format="yuv420p")
            plain.pts = None
            written.mux(stream.encode(plain))
        written.mux(stream.encode())
    return f"--use-file-for-fake-video-capture={file}"


def as_microphone(file: Path) -> str:
    """Two seconds that sound like speech to who goes by loudness, and one of silence, in a loop.

    The browser's own beeps are too short for words, and it filters out what does not change.
    """
    at_s = np.arange(3 * MICROPHONE_HZ) / MICROPHONE_HZ
    pitch_hz = 400 + 150 * np.sin(2 * np.pi * 3 * at_s)
    wave = 0.6 * np.sin(2 * np.pi * np.cumsum(pitch_hz) / MICROPHONE_HZ) * (at_s < 2.0)
    with wave_file.open(str(file), "wb") as written:
        written.setparams((1, 2, MICROPHONE_HZ, 0, "NONE", "not compressed"))
        written.writeframes((wave * 32767).astype("<i2").tobytes())
    return f"--use-file-for-fake-audio-capture={file}"


def lively_frames() -> Iterator[AvFrame]:
    """A room in which something always moves."""
    for picture in itertools.islice(lively(), round(LOOP_S * FPS)):
        yield AvFrame.from_ndarray(picture, format="rgb24")


ANY_WORDS = tuple(
    Word(f" word{number}", number / 10, (number + 1) / 10, 0.9) for number in range(99)
)
"""Whatever is loud has words in it."""


@dataclass
class Script:
    """What is in view; a test changes it as it goes."""

    seen: list[Box] = field(default_factory=lambda: [CHAIR])
    coming_s: float | None = None
    """When a car began to come."""
    now_s: float = 0.0

    def __call__(self, at_s: float) -> list[Box]:
        self.now_s = at_s
        if self.coming_s is None:
            return self.seen
        left_s = max(0.5, 3.0 - (at_s - self.coming_s))
        return [*self.seen, box("car", 0.5, 0.5, 0.3 / left_s, 0.25 / left_s)]

    def come(self) -> None:
        """A car comes at the camera."""
        self.coming_s = self.now_s


@dataclass
class CameraSite:
    """The server, and pages of it."""

    where: Site
    browser: Browser
    script: Script
    eye: Any
    scholar: Any
    problems: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    async def page(
        self,
        *,
        choices: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        permissions: tuple[str, ...] = ("camera", "microphone"),
        by: Browser | None = None,
        fragment: str = "",
        **options: Any,
    ) -> Page:
        """Somebody with a browser of their own, in front of the form."""
        usual = {"viewport": PHONE, "locale": "en-US", "reduced_motion": "reduce"}
        context = await (by or self.browser).new_context(**{**usual, **options})
        context.set_default_timeout(PATIENCE_MS)
        await context.grant_permissions(list(permissions))
        await remembering(context, camera=choices or {}, settings=settings or {})
        page = await context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.pages.append(page)
        await page.goto(f"{self.where.url}/camera{fragment}")
        await page.wait_for_selector("html[data-ready]")
        return page

    async def live(self, **options: Any) -> Page:
        """The same, with the camera running and the scene told."""
        page = await self.page(**options)
        await page.click("#start")
        await expect(page.locator("#state")).to_contain_text("The camera is on.")
        await expect(page.locator("#newest")).to_contain_text("chair")
        return page

    @property
    def cameras(self) -> Any:
        return self.where.app.state.cameras


@contextlib.asynccontextmanager
async def camera_site(
    browser: Browser, detector: Detector | None = None, **server: Any
) -> AsyncIterator[CameraSite]:
    """A server with eyes."""
    fakes, script, scholar = Fakes(FakeRecognizer(ANY_WORDS)), Script(), FakeScholar()
    eye = detector or FakeEye(script)
    fakes.pool.sees = NarrationEngines(eye, reader=scholar, answerer=scholar)
    async with site(config(**server), fakes.pool, routers=(router,)) as where:
        made = CameraSite(where, browser, script, eye, scholar)
        try:
            yield made
        finally:
            for page in made.pages:
                await page.context.close()
    fakes.pool.close()
    assert made.problems == []
