"""The page with the gateway itself: real rooms, sockets and WebRTC; only the models are fakes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.fakes import sentences, talk
from tests.server.page.conftest import PATIENCE_MS, WIDE, remembering
from tests.server.site import Site, member
from tests.server.site import site as real_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SAID = sentences(8.0)
IN_PORTUGUESE = [" ".join(f"pt:{word}" for word in each.split()) for each in SAID]


@pytest_asyncio.fixture(loop_scope="session")
async def real() -> AsyncIterator[Site]:
    async with real_site() as running:
        yield running


async def page_of(browser: Browser, **person: Any) -> Page:
    context = await browser.new_context(viewport=WIDE, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    await context.grant_permissions(["microphone"])
    usual = {"name": "Bo", "speaks": "en", "reads": ["en"], "original": "none"}
    await remembering(context, person={**usual, **person})
    return await context.new_page()


async def test_a_room_from_its_making_to_its_end(browser: Browser, real: Site) -> None:
    host = await page_of(browser, name="Hana")
    await host.goto(real.url)
    await host.click("#make button")
    await host.wait_for_url("**/r/*")
    await host.click("#join-button")
    await host.click("[data-panel=people]")
    await host.click("text=Copy the link")
    await expect(host.locator("#invite-link")).to_be_visible()
    link = await host.locator("#invite-link").input_value()
    guest = await page_of(browser, reads=["pt"])
    await guest.goto(link)
    await guest.click("#join-button")
    await expect(guest.locator("#connection")).to_contain_text("Connected")
    await expect(host.locator(".people li")).to_have_count(2)
    room = link.split("/r/")[1].split("#")[0]
    async with member(real, room, name="Ana", speaks="en", audio="socket") as ana:
        await ana.say(talk(8.0))
        await expect(guest.locator(".said p[lang=pt]")).to_have_text(IN_PORTUGUESE, timeout=20_000)
        await expect(guest.locator(".said .extra p[lang=en]")).to_have_text(SAID)
        await expect(guest.locator("#announcements p")).to_have_text(
            [f"Ana: {text}" for text in IN_PORTUGUESE]
        )
        await host.get_by_role("button", name="Remove Ana").click()
        await host.get_by_role("button", name="Yes, remove").click()
        await expect(host.locator(".people li")).to_have_count(2)
    await host.get_by_role("button", name="End for everybody").click()
    await host.get_by_role("button", name="Yes, end it").click()
    for page in (host, guest):
        await expect(page.locator("#over-title")).to_have_text("The conversation has ended")
        await page.context.close()


async def test_after_a_break_nothing_is_missing_or_doubled(browser: Browser, real: Site) -> None:
    room = await real.room()
    page = await page_of(browser)
    await page.add_init_script("""
      window.sockets = [];
      window.WebSocket = class extends WebSocket {
        constructor(...given) {
          super(...given);
          window.sockets.push(this);
        }
      };""")
    await page.goto(f"{real.url}/r/{room}")
    await page.click("#join-button")
    await expect(page.locator("#connection")).to_contain_text("Connected")
    async with member(real, room, name="Ana", speaks="en", audio="socket") as ana:
        await page.evaluate("window.sockets.forEach((each) => each.close())")
        await expect(page.locator(".notice")).to_contain_text("The connection broke")
        await ana.say(talk(8.0))
        await ana.until(lambda me: len([each for each in me.texts("transcript.final") if each]) > 1)
        await expect(page.locator(".said p[lang]")).to_have_text(SAID, timeout=20_000)
    people = real.services.hall.room(room).state.people.values()
    assert sorted(person.name for person in people) == ["Ana", "Bo"]
    await page.context.close()


async def test_voice_and_captions_over_webrtc(browser: Browser, real: Site) -> None:
    """The browser's beeps are heard: the page joins with sound and stays connected with it."""
    room = await real.room()
    page = await page_of(browser, original="full")
    await page.goto(f"{real.url}/r/{room}")
    await page.click("text=Turn on the microphone")
    await expect(page.get_by_text("Your microphone works.")).to_be_visible()
    await page.click("#join-button")
    await expect(page.locator("#mute")).to_have_text("Mute")
    heard = await page.evaluate("""async () => {
      const element = document.querySelector("#sound");
      while (!element.srcObject) await new Promise((done) => setTimeout(done, 50));
      return element.srcObject.getAudioTracks().length;
    }""")
    assert heard == 1
    (person,) = real.services.hall.room(room).state.people.values()
    assert not person.muted
    async with member(real, room, name="Ana", speaks="en", audio="socket") as ana:
        await ana.say(talk(8.0))
        await expect(page.locator(".said p[lang]").first).to_have_text(SAID[0], timeout=20_000)
    await expect(page.locator(".notice")).to_have_count(0)
    await page.context.close()


async def test_a_full_room_and_a_locked_one_say_so(browser: Browser, real: Site) -> None:
    room = await real.room()
    real.services.hall.room(room).state.locked = True
    page = await page_of(browser)
    await page.goto(f"{real.url}/r/{room}")
    await page.click("#join-button")
    await expect(page.locator("#join-problem")).to_contain_text("The room is locked")
    await page.goto(f"{real.url}/r/no-such-room")
    await page.click("#join-button")
    await expect(page.locator("#join-problem")).to_contain_text("There is no such room")
    await page.context.close()


async def test_the_overlay_of_a_room(browser: Browser, real: Site) -> None:
    room = await real.room()
    page = await page_of(browser)
    await page.goto(f"{real.url}/captions/{room}?lang=pt")
    async with member(real, room, name="Ana", speaks="en", audio="socket") as ana:
        await ana.say(talk(8.0))
        words = page.locator("#lines span")
        await expect(words).to_have_text(f"Ana: {IN_PORTUGUESE[-1]}", timeout=20_000)
    await page.context.close()
