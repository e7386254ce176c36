"""What a screen reader is told: each finished sentence once, and nothing while it still changes."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.server.page.states import BOTH

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WATCH = """() => {
  const live = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log], output";
  window.heard = [];
  const watcher = new MutationObserver((records) => {
    for (const record of records) {
      const target = record.target.nodeType === 1 ? record.target : record.target.parentElement;
      if (!target.closest(live)) continue;
      window.heard.push([...record.addedNodes].map((each) => each.textContent).join());
    }
  });
  watcher.observe(document, { subtree: true, childList: true, characterData: true,
                              attributes: false });
}"""


async def heard(page: Any) -> list[str]:
    return list(await page.evaluate("() => window.heard"))


async def test_the_regions_stand_on_the_page_from_the_start(visit: Any, site: Any) -> None:
    page = await (await visit()).open()
    for name, role in (("#announcements", "log"), ("#status", "status")):
        await expect(page.locator(name)).to_have_role(role)
        await expect(page.locator(name)).to_have_attribute("aria-live", "polite")
    assert (
        await page.evaluate(
            "document.querySelector('#captions').closest('[aria-live], [role=log], [role=status]')"
        )
        is None
    )


async def test_drafts_are_silent_and_finals_told_once(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await page.evaluate(WATCH)
    segment = await site.room.say("A", final=False)
    for revision in range(2, 250):
        text = {"unstable": f" draft {revision}", "revision": revision}
        await site.room.say("A", segment=segment, final=False, **text)
    await expect(page.locator(".said")).to_contain_text("draft 249")
    assert await heard(page) == []
    await site.room.say("A sentence.", segment=segment)
    await expect(page.locator("#announcements")).to_have_text("Ana: A sentence.")
    assert await heard(page) == ["Ana: A sentence."]
    line = page.locator("#announcements p")
    await expect(line).to_have_attribute("lang", "en")


async def test_two_languages_are_told_in_the_first_only(visit: Any, site: Any) -> None:
    page = await (await visit(person={**BOTH, "reads": ["pt", "en"]})).join()
    await page.evaluate(WATCH)
    segment = await site.room.say("Good morning.")
    await site.room.say("Bom dia.", segment=segment, target="pt")
    await site.room.say("Obrigado.", speaker="joao", name="João", language="pt")
    await expect(page.locator("#announcements p")).to_have_count(2)
    assert await heard(page) == ["Ana: Bom dia.", "João: Obrigado."]


async def test_many_finals_are_each_told_once(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await page.evaluate(WATCH)
    for number in range(150):
        await site.room.say(f"Sentence {number}.")
    await expect(page.get_by_text("Sentence 149.", exact=True)).to_be_visible()
    said = [each for each in await heard(page) if each]
    assert said == [f"Ana: Sentence {number}." for number in range(150)]
    assert await page.locator("#announcements p").count() <= 60


async def test_announcements_can_be_switched_off(visit: Any, site: Any) -> None:
    page = await (await visit(settings={"announce": "off"})).join()
    await page.evaluate(WATCH)
    await site.room.say("Nobody reads this aloud.")
    await expect(page.get_by_text("Nobody reads this aloud.")).to_be_visible()
    assert await heard(page) == []
    await site.room.send({"type": "quality", "state": "poor", "loss": 0.05})
    await expect(page.locator("#status")).to_contain_text("Your connection is poor")


async def test_who_comes_and_goes_is_told_to_those_who_want_all(visit: Any, site: Any) -> None:
    page = await (await visit(settings={"announce": "all"})).join()
    site.room.people.append(site.room.somebody("zoe", "Zoë"))
    await site.room.tell_room()
    await expect(page.locator("#status")).to_have_text("Zoë joined.")
    site.room.people.pop()
    await site.room.tell_room()
    await expect(page.locator("#status")).to_have_text("Zoë left.")


async def test_five_hundred_updates_never_move_the_focus(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await page.keyboard.press("t")
    await page.focus("#transcript-search")
    await page.evaluate("""() => {
      window.moved = 0;
      document.addEventListener("focusin", () => { window.moved += 1; });
      document.addEventListener("focusout", () => { window.moved += 1; });
    }""")
    for number in range(100):
        segment = await site.room.say("So", final=False)
        await site.room.say("So it", segment=segment, final=False, revision=2)
        await site.room.say(f"So it goes, {number}.", segment=segment)
        site.room.people[-1]["speaking"] = number % 2 == 0
        await site.room.tell_room()
        state = "poor" if number % 10 == 0 else "good"
        await site.room.send({"type": "quality", "state": state, "loss": 0.05})
    await expect(page.get_by_text("So it goes, 99.", exact=True).first).to_be_visible()
    await expect(page.locator("#transcript-search")).to_be_focused()
    assert await page.evaluate("window.moved") == 0
