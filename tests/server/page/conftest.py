"""A real Chromium, and a room that does what the test says."""

import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright, expect

from tests.server.page.fake_room import FakeSite, serving

ARGUMENTS = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    # Of another machine, as far as the browser knows: there, http is not secure.
    "--host-resolver-rules=MAP elsewhere.test 127.0.0.1",
)
READER = {"name": "Bo", "speaks": "en", "reads": ["en"], "hears": None, "original": "none"}
WIDE = {"width": 1280, "height": 800}
PATIENCE_MS = 60_000
"""A machine that does other things too needs time."""
expect.set_options(timeout=PATIENCE_MS)


def chromium_path() -> str:
    path = os.environ.get("DRAGOMAN_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    return path


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    running = await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
    yield running
    await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[FakeSite]:
    async with serving(FakeSite()) as running:
        yield running


class Visitor:
    """Somebody with a browser of their own, in front of the page."""

    def __init__(self, page: Page, site: FakeSite) -> None:
        self.page = page
        self.site = site
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        # Connections that the room breaks are meant to be.
        if message.type == "error" and "WebSocket" not in message.text:
            self.problems.append(f"{message.text} {message.location.get('url', '')}")

    async def open(self, path: str = "/r/demo#t=guest.token", origin: str = "") -> Page:
        await self.page.goto((origin or self.site.url) + path)
        await self.page.wait_for_selector("html[data-ready]")
        return self.page

    async def join(self, path: str = "/r/demo#t=guest.token") -> Page:
        await self.open(path)
        await self.page.click("#join-button")
        await self.page.wait_for_selector("#live-view:not([hidden])")
        await self.site.room.joined.wait()
        return self.page


async def remembering(context: BrowserContext, **kept: Any) -> None:
    """The browser has these settings from before."""
    stored = {f"dragoman.{name}": json.dumps(value) for name, value in kept.items()}
    script = f"for (const [k, v] of Object.entries({json.dumps(stored)}))" + (
        " if (localStorage.getItem(k) === null) localStorage.setItem(k, v);"
    )
    await context.add_init_script(script)


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, site: FakeSite) -> AsyncIterator[Callable[..., Any]]:
    """Makes visitors; their pages may not have had any error at the end."""
    visitors: list[Visitor] = []

    async def make(
        *,
        person: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        viewport: dict[str, int] | None = None,
        permissions: tuple[str, ...] = ("microphone",),
        by: Browser | None = None,
        **options: Any,
    ) -> Visitor:
        context = await (by or browser).new_context(
            viewport=viewport or WIDE, locale="en-US", reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE_MS)
        await context.grant_permissions(list(permissions))
        await remembering(context, person=person or READER, settings=settings or {})
        visitors.append(Visitor(await context.new_page(), site))
        return visitors[-1]

    yield make
    for visitor in visitors:
        await visitor.page.context.close()
    assert [problem for visitor in visitors for problem in visitor.problems] == []


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where pictures of the page go; DRAGOMAN_PICTURES names the folder."""
    folder = os.environ.get("DRAGOMAN_PICTURES")
    return Path(folder) if folder else None


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def module_page(browser: Browser) -> AsyncIterator[Page]:
    """An empty page that may load the page's modules."""
    async with serving(FakeSite()) as site:
        page = await browser.new_page()
        await page.goto(f"{site.url}/")
        yield page
        await page.close()
