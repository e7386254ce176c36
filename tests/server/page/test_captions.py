"""Captions on the page: who said what, in which language, and how one reads back."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.server.page.states import BOTH, speak

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_each_text_has_its_language_and_direction(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await site.room.say("صباح الخير", speaker="omar", name="Omar", language="ar")
    arabic = page.locator(".said p[lang=ar]")
    await expect(arabic).to_have_attribute("dir", "rtl")
    await expect(page.locator(".said .who")).to_have_text("Omar")
    await expect(page.locator(".cell .tag").first).to_have_text("Arabic")


async def test_text_that_may_change_is_marked_and_then_settles(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    segment = await site.room.say("We meet", unstable=" on Monkey", final=False)
    unstable = page.locator(".unstable", has_text="on Monkey")
    await expect(unstable).to_be_visible()
    style = "each => [getComputedStyle(each).textDecorationStyle, getComputedStyle(each).color]"
    decoration, color = await unstable.evaluate(style)
    settled = await page.locator(".stable", has_text="We meet").evaluate(style)
    assert decoration == "dotted"
    assert color != settled[1]
    await site.room.say("We meet on Monday.", segment=segment)
    await expect(page.locator(".said p[lang]")).to_have_text("We meet on Monday.")
    await expect(page.locator(".said")).to_have_count(1)


async def test_markup_in_speech_stays_text(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await site.room.say("<img src=x onerror=alert(1)>", name="<b>Eve</b>")
    await expect(page.locator(".said p[lang]")).to_have_text("<img src=x onerror=alert(1)>")
    await expect(page.locator(".said .who")).to_have_text("<b>Eve</b>")


async def test_languages_stand_side_by_side(visit: Any, site: Any) -> None:
    visitor = await visit(person=BOTH, settings={"languages": "beside"})
    page = await visitor.join()
    await speak(visitor)
    cells = page.locator(".said").first.locator(".cell")
    english, portuguese = [await cells.nth(i).bounding_box() for i in (0, 1)]
    assert english["y"] == pytest.approx(portuguese["y"], abs=1)
    assert portuguese["x"] > english["x"] + english["width"]


async def test_a_translation_is_awaited_beside_the_original(visit: Any, site: Any) -> None:
    page = await (await visit(person={**BOTH, "reads": ["pt"]})).join()
    segment = await site.room.say("Good morning.", final=False)
    await expect(page.locator(".absent")).to_have_text("Portuguese…")
    await site.room.say("Good morning.", segment=segment)
    await site.room.say("Bom dia.", segment=segment, target="pt")
    await expect(page.locator(".said [lang=pt]")).to_have_text("Bom dia.")
    await expect(page.locator(".said .extra [lang=en]")).to_have_text("Good morning.")


async def test_an_old_original_waits_for_no_translation(visit: Any, site: Any) -> None:
    await site.room.say("Said before anybody read Portuguese.")
    page = await (await visit(person={**BOTH, "reads": ["pt"]})).join()
    await expect(page.get_by_text("Said before")).to_be_visible()
    await expect(page.locator(".absent")).to_be_hidden()


async def test_reading_back_freezes_the_view_and_loses_nothing(visit: Any, site: Any) -> None:
    visitor = await visit()
    page = await visitor.join()
    for number in range(40):
        await site.room.say(f"Sentence {number}.")
    captions = page.locator("#captions")
    await expect(page.get_by_text("Sentence 39.", exact=True)).to_be_in_viewport()
    await captions.focus()
    await page.keyboard.press("Home")
    await expect(page.locator("#newest")).to_be_visible()
    await page.wait_for_function("() => document.querySelector('#captions').scrollTop === 0")
    for number in range(40, 140):
        segment = await site.room.say(f"Sent {number}", final=False)
        await site.room.say(f"Sentence {number}.", segment=segment)
    await expect(page.locator("#newest")).to_have_text("100 new ↓")
    assert await captions.evaluate("each => each.scrollTop") == 0
    await page.click("#newest")
    await expect(page.locator("#newest")).to_be_hidden()
    await expect(captions).to_be_focused()
    await expect(page.get_by_text("Sentence 139.", exact=True)).to_be_in_viewport()
    texts = await page.locator(".said p[lang]").all_text_contents()
    assert texts == [f"Sentence {number}." for number in range(140)]


async def test_scrolling_to_the_end_follows_again(visit: Any, site: Any) -> None:
    visitor = await visit(settings={"size": 300})
    page = await visitor.join()
    await speak(visitor, rounds=3)
    await page.locator("#captions").evaluate("each => { each.scrollTop -= 300; }")
    await expect(page.locator("#newest")).to_be_visible()
    await page.locator("#captions").evaluate("each => { each.scrollTop = each.scrollHeight; }")
    await expect(page.locator("#newest")).to_be_hidden()
    await site.room.say("And on it goes.")
    await expect(page.get_by_text("And on it goes.").last).to_be_in_viewport()


async def test_a_pause_holds_everything_until_it_ends(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    segment = await site.room.say("Before the", final=False)
    await expect(page.locator(".said")).to_have_count(1)
    await page.click("#pause")
    await site.room.say("Before the pause.", segment=segment)
    await site.room.say("During the pause.")
    await expect(page.locator("#newest")).to_have_text("1 new ↓")
    await expect(page.locator(".said p[lang]")).to_have_text(["Before the"])
    await page.click("#pause")
    expected = ["Before the pause.", "During the pause."]
    await expect(page.locator(".said p[lang]")).to_have_text(expected)


async def test_a_long_talk_stays_whole_in_the_transcript(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    for number in range(450):
        await site.room.say(f"Sentence {number}.")
    await expect(page.get_by_text("Sentence 449.", exact=True)).to_be_visible()
    assert await page.locator(".said").count() <= 401
    await page.keyboard.press("t")
    await expect(page.locator("#panel [role=status]").last).to_have_text("450 entries")
    await page.fill("#transcript-search", "sentence 377")
    await expect(page.locator(".entries li")).to_have_count(1)


async def test_settings_are_kept_and_change_the_captions(visit: Any, site: Any) -> None:
    visitor = await visit()
    page = await visitor.join()
    await site.room.say("How large is this?")
    text = page.locator(".said p[lang]")
    size = "each => getComputedStyle(each).fontSize"
    assert await text.evaluate(size) == "20px"
    await page.keyboard.press("s")
    await page.select_option("#setting-size", "200")
    await page.select_option("#setting-theme", "contrast")
    await page.select_option("#setting-lines", "2")
    assert await text.evaluate(size) == "32px"
    await page.reload()
    await page.wait_for_selector("html[data-ready]")
    theme = "getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(theme) == "rgb(0, 0, 0)"
    await page.click("#join-button")
    await site.room.say("As large as before.")
    await expect(page.get_by_text("As large as before.", exact=True)).to_be_visible()
    height = await page.locator("#captions").evaluate("each => each.clientHeight")
    assert height == pytest.approx(2 * 32 * 1.4, abs=1)


async def test_the_page_speaks_the_readers_language(visit: Any) -> None:
    visitor = await visit(settings={"page": "es"})
    page = await visitor.open()
    assert await page.evaluate("document.documentElement.lang") == "es"
    await expect(page.locator("#join-button")).not_to_have_text("Join without a microphone")
    await expect(page.locator("#join-speaks option[value=en]")).to_have_text("Inglés")
