"""Somebody with a browser of their own, who uses the page as people do."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Playwright, ViewportSize, expect

from bench.calls.recording import Recording, read_recording
from configs.errors import MissingPart

__all__ = ["Participant", "Wishes", "chromium_path", "participant"]

HERE = Path(__file__).parent
WIDE: ViewportSize = {"width": 1280, "height": 800}
PATIENCE_S = 120.0
ARGUMENTS = (
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is chosen in the form."""

    name: str
    speaks: str
    reads: tuple[str, ...]
    hears: str = ""
    """Empty: the others as they speak."""
    original: str = "full"


@dataclass(frozen=True, slots=True)
class Participant:
    """A page in a Chromium that nobody else uses."""

    page: Page

    async def fill_in(self, wishes: Wishes) -> None:
        """The form before the room."""
        page = self.page
        await page.wait_for_selector("html[data-ready]")
        await page.fill("#name", wishes.name)
        await page.select_option("#join-speaks", wishes.speaks)
        for remove in await page.query_selector_all("#join-languages .chips button"):
            await remove.click()
        for language in wishes.reads:
            await page.select_option("#join-reads", language)
        await page.select_option("#join-hears", wishes.hears)
        await page.select_option("#join-original", wishes.original)

    async def turn_on_microphone(self) -> None:
        """In the form; what the browser records begins now."""
        await self.page.click("#join-microphone button")
        await self.page.wait_for_selector("#join-device", state="visible")

    async def join(self) -> None:
        """Go in, and wait until the room is there."""
        await self.page.click("#join-button")
        await self.page.wait_for_selector("#live-view:not([hidden])")
        await expect(self.page.locator("#connection")).to_contain_text("Connected")

    async def link(self) -> str:
        """The invitation, as the panel shows it."""
        await self.page.click("[data-panel=people]")
        await self.page.click("text=Copy the link")
        link = await self.page.locator("#invite-link").input_value()
        await self.page.keyboard.press("Escape")
        return link

    async def record_sound(self) -> None:
        """Record what the page plays from now on."""
        async with asyncio.timeout(PATIENCE_S):
            await self.page.evaluate("witness.recordSound()")

    async def recording(self, name: str) -> Recording:
        """`microphone` or `sound`, as far as it is recorded."""
        return read_recording(await self.page.evaluate("name => witness.take(name)", name))

    async def events(self) -> list[tuple[float, dict[str, Any]]]:
        """The room's events in order, each once, with the wall time at which it first came."""
        came = await self.page.evaluate("witness.events")
        found: dict[int, tuple[float, dict[str, Any]]] = {}
        for each in came:
            found.setdefault(each["event"]["seq"], (each["at"] / 1000, each["event"]))
        return [found[seq] for seq in sorted(found)]

    async def has_come(self, kind: str) -> None:
        """Wait for an event of a kind."""
        async with asyncio.timeout(PATIENCE_S):
            await self.page.evaluate("kind => witness.came(kind)", kind)

    async def captions(self, language: str) -> list[str]:
        """The captions on the page in a language, from the oldest on."""
        return await self.page.locator(f".said p[lang={language}]").all_inner_texts()


@asynccontextmanager
async def participant(
    playwright: Playwright, *, says: Path | None = None, others: Sequence[str] = ()
) -> AsyncIterator[Participant]:
    """A new Chromium; its microphone plays a WAV file (an absolute path) once, or beeps."""
    arguments = [*ARGUMENTS, *others]
    if says is not None:
        arguments.append(f"--use-file-for-fake-audio-capture={says}%noloop")
    browser = await playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
    try:
        context = await browser.new_context(viewport=WIDE, locale="en-US")
        context.set_default_timeout(1000 * PATIENCE_S)
        await context.grant_permissions(["microphone"])
        await context.add_init_script(path=HERE / "witness.js")
        yield Participant(await context.new_page())
    finally:
        await browser.close()


def chromium_path() -> str:
    """Where Chromium is. Raises `MissingPart`."""
    path = os.environ.get("DRAGOMAN_CHROMIUM") or shutil.which("chromium")
    if not path:
        raise MissingPart("Chromium", "sudo apt-get install chromium")
    return path
