"""The overlay for video programs."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_it_shows_the_newest_words_on_nothing(
    visit: Any, site: Any, pictures: Path | None
) -> None:
    segment = await site.room.say("Good morning.")
    await site.room.say("Bom dia.", segment=segment, target="pt")
    visitor = await visit(viewport={"width": 1280, "height": 720})
    page = visitor.page
    await page.goto(f"{site.url}/captions/demo?lang=pt&size=60&lines=1&token=listener.token")
    words = page.locator("#lines span")
    await expect(words).to_have_text("Ana: Bom dia.")
    await expect(words).to_have_attribute("lang", "pt")
    style = "each => getComputedStyle(each).fontSize"
    assert await words.evaluate(style) == "60px"
    ground = "getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(ground) == "rgba(0, 0, 0, 0)"
    if pictures:
        scene = "linear-gradient(#6b8f9c, #c9b58f 60%, #59604a 61%)"
        await page.evaluate("each => { document.body.style.background = each; }", scene)
        await page.screenshot(path=pictures / "page-overlay.png")
    asked = "token=listener.token&language=pt"
    assert site.requests == [("/v1/rooms/demo/captions", asked)]


async def test_the_last_lines_of_a_long_text_are_seen(visit: Any, site: Any) -> None:
    await site.room.say("word " * 60 + "end.")
    visitor = await visit()
    page = visitor.page
    await page.goto(f"{site.url}/captions/demo?lines=2&size=40&names=no")
    paragraph = page.locator("#lines p")
    await expect(paragraph).to_be_visible()
    height = await paragraph.evaluate("each => each.clientHeight")
    assert height == pytest.approx(2 * 40 * 1.4, abs=2)
    left = "each => each.scrollHeight - each.clientHeight - each.scrollTop"
    assert await paragraph.evaluate(left) <= 2


async def test_captions_go_away_when_nobody_speaks(visit: Any, site: Any) -> None:
    await site.room.say("Good morning.")
    visitor = await visit()
    await visitor.page.clock.install()
    await visitor.page.goto(f"{site.url}/captions/demo")
    words = visitor.page.locator("#lines p")
    await expect(words).to_be_visible()
    await visitor.page.clock.fast_forward(5000)
    await expect(words).to_be_hidden()
