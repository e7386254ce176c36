"""The start page: making a room, and finding into one."""

from typing import Any

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_room_is_made_and_entered_as_its_host(visit: Any, site: Any) -> None:
    page = await (await visit()).open("/")
    await page.fill("#room-name", "  Elternabend Größe 4b ")
    await page.press("#room-name", "Enter")
    await expect(page).to_have_url(f"{site.url}/r/elternabend-gro-e-4b#t=host.token")
    await page.wait_for_selector("html[data-ready]")
    await expect(page.locator("#join-title")).to_contain_text("elternabend-gro-e-4b")
    await page.click("#join-button")
    await page.click("[data-panel=people]")
    await expect(page.get_by_role("button", name="Lock the room")).to_be_visible()


async def test_a_room_without_a_name_gets_one_from_the_server(visit: Any, site: Any) -> None:
    page = await (await visit()).open("/")
    await page.click("#make button")
    await expect(page).to_have_url(f"{site.url}/r/made-up#t=host.token")


async def test_a_name_that_is_taken_is_refused_in_plain_words(visit: Any, site: Any) -> None:
    visitor = await visit()
    page = await visitor.open("/")
    await page.fill("#room-name", "taken")
    await page.click("#make button")
    await expect(page.locator("#problem")).to_contain_text("Choose another name")
    await expect(page.locator("#make button")).to_be_enabled()
    visitor.problems.clear()


async def test_the_admin_token_is_asked_for_where_it_is_needed(visit: Any, site: Any) -> None:
    site.admin_token = "only for admins"
    visitor = await visit()
    page = await visitor.open("/")
    await page.click("#make button")
    await expect(page.locator("#admin-token")).to_be_focused()
    visitor.problems.clear()
    await page.fill("#admin-token", "only for admins")
    await page.click("#make button")
    await expect(page).to_have_url(f"{site.url}/r/made-up#t=host.token")


async def test_a_link_and_a_code_lead_into_the_room(visit: Any, site: Any) -> None:
    page = await (await visit()).open("/")
    await page.fill("#link", "https://other.example/r/demo")
    await page.click("#join button")
    await expect(page.locator("#link")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#link-problem")).to_contain_text("no link into a room")
    await page.fill("#link", f"{site.url}/r/demo#t=guest.token")
    await page.click("#join button")
    await expect(page).to_have_url(f"{site.url}/r/demo#t=guest.token")
    await page.goto(site.url)
    await page.fill("#link", "demo")
    await page.click("#join button")
    await expect(page).to_have_url(f"{site.url}/r/demo")


async def test_a_room_that_cannot_be_is_not_asked_for(visit: Any, site: Any) -> None:
    page = await (await visit()).open("/r/No_Such_Room")
    await expect(page.locator("#over-title")).to_have_text("There is no such room")
    assert site.room.messages == []


async def test_the_first_visit_begins_with_the_browsers_language(browser: Any, site: Any) -> None:
    context = await browser.new_context(locale="de-DE")
    page = await context.new_page()
    await page.goto(f"{site.url}/r/demo")
    await page.wait_for_selector("html[data-ready]")
    await expect(page.locator("#join-speaks")).to_have_value("de")
    await expect(page.locator(".chips button")).to_have_count(1)
    await context.close()


async def test_a_name_is_needed(visit: Any, site: Any) -> None:
    page = await (await visit(person={"name": ""})).open()
    await page.click("#join-button")
    await expect(page.locator("#name")).to_be_focused()
    await expect(page.locator("#name-problem")).to_contain_text("Type your name")
    assert site.room.messages == []
    await page.fill("#name", "Zoë")
    await page.select_option("#join-reads", "pt")
    await page.select_option("#join-hears", "es")
    await page.press("#name", "Enter")
    hello = await site.room.hears("hello")
    assert (hello["name"], hello["reads"], hello["hears"]) == ("Zoë", ["pt"], "es")


async def test_the_token_is_never_sent_in_an_address(visit: Any, site: Any) -> None:
    visitor = await visit()
    addresses: list[str] = []
    visitor.page.on("request", lambda request: addresses.append(request.url))
    visitor.page.on("websocket", lambda socket: addresses.append(socket.url))
    await visitor.join()
    outside = [each for each in addresses if "://127.0.0.1:" not in each]
    assert outside == []
    assert not any("guest.token" in each.split("#")[0] for each in addresses)
