"""Keys, the host's controls, languages, transcript: what one can do in the room."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.server.page.fake_room import HOST_TOKEN
from tests.server.page.states import live, speak

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_everything_is_reached_with_the_keyboard(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await expect(page.locator("#captions")).to_be_focused()
    for key, title in (
        ("l", "Languages and sound"),
        ("o", "People"),
        ("t", "Transcript"),
        ("s", "Settings"),
        ("?", "Keys"),
    ):
        await page.keyboard.press(key)
        await expect(page.locator("#panel h2")).to_have_text(title)
        await expect(page.locator("#panel h2")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#panel")).to_be_hidden()
    await expect(page.locator("[data-panel=help]")).to_be_focused()
    await page.keyboard.press("p")
    await expect(page.locator("#pause")).to_have_text("Resume captions")
    await page.keyboard.press("p")
    await page.keyboard.press("+")
    size = "getComputedStyle(document.documentElement).getPropertyValue('--caption-size')"
    assert await page.evaluate(size) == "150"


async def test_tab_goes_through_everything_and_is_seen(visit: Any, site: Any) -> None:
    visitor = await visit()
    await live(visitor)
    page = visitor.page
    await page.evaluate("document.activeElement.blur()")
    count = await page.evaluate("""() =>
      [...document.querySelectorAll("button, a, input, select, [tabindex='0']")]
        .filter((each) => each.checkVisibility() && !each.disabled).length""")
    seen = set()
    # One step more: between the last and the first, the focus leaves the page.
    for _ in range(count + 1):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement === document.body"):
            continue
        state = await page.evaluate("""() => {
          const each = document.activeElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(each);
          return [each.id || each.textContent.trim(), outlineStyle, outlineWidth];
        }""")
        seen.add(state[0])
        assert state[1:] == ["solid", "3px"], state
    assert len(seen) == count


async def test_single_keys_can_be_switched_off(visit: Any, site: Any) -> None:
    page = await (await visit(settings={"keys": False})).join()
    await page.keyboard.press("s")
    await expect(page.locator("#panel")).to_be_hidden()
    await page.click("[data-panel=help]")
    await expect(page.get_by_text("Single keys are switched off")).to_be_visible()


async def test_a_host_leads_the_room(visit: Any, site: Any) -> None:
    visitor = await visit()
    await live(visitor, token=HOST_TOKEN)
    page, room = visitor.page, site.room
    await page.keyboard.press("o")
    for name in ("Mute Ana", "Let João speak", "Lock the room"):
        await page.get_by_role("button", name=name).click()
    await page.select_option("#who-may-speak", "asked")
    await page.select_option("#room-languages", "pt")
    await page.get_by_role("button", name="Remove Lina").click()
    await page.get_by_role("button", name="Yes, remove").click()
    await page.get_by_role("button", name="End for everybody").click()
    await page.get_by_role("button", name="No", exact=True).click()
    await page.get_by_role("button", name="End for everybody").click()
    await page.get_by_role("button", name="Yes, end it").click()
    await room.hears("host", 7)
    said = [{k: v for k, v in each.items() if k != "type"} for each in room.said("host")]
    assert said == [
        {"action": "mute", "person": "ana"},
        {"action": "allow", "person": "joao"},
        {"action": "lock"},
        {"action": "who_may_speak", "who": "asked"},
        {"action": "languages", "languages": ["pt"]},
        {"action": "remove", "person": "lina"},
        {"action": "end"},
    ]


async def test_guests_see_people_and_no_host_controls(visit: Any, site: Any) -> None:
    visitor = await visit()
    await live(visitor)
    page = visitor.page
    await page.keyboard.press("o")
    expected = ["Ana speaking", "João", "Lina", "Bo"]
    people = await page.locator(".people li p:first-child").all_text_contents()
    assert [each.strip() for each in people] == expected
    await expect(page.locator(".people li").last).to_contain_text("you")
    for name in ("Mute Ana", "Lock the room", "End for everybody", "Copy the link"):
        await expect(page.get_by_role("button", name=name)).to_have_count(0)


async def test_a_question_in_the_list_stays_while_people_speak(visit: Any, site: Any) -> None:
    visitor = await visit()
    await live(visitor, token=HOST_TOKEN)
    page, room = visitor.page, site.room
    await page.keyboard.press("o")
    await page.get_by_role("button", name="Remove Ana").click()
    for speaking in (True, False, True):
        room.people[0]["speaking"] = room.people[1]["speaking"] = speaking
        await room.tell_room()
    await expect(page.locator(".people .speaking", has_text="speaking")).to_have_count(2)
    await expect(page.get_by_role("button", name="No", exact=True)).to_be_focused()


async def test_an_invitation_is_made_for_the_host(visit: Any, site: Any) -> None:
    visitor = await visit(permissions=("microphone", "clipboard-read", "clipboard-write"))
    await live(visitor, token=HOST_TOKEN)
    page = visitor.page
    await page.keyboard.press("o")
    await page.click("text=Copy the link")
    await expect(page.get_by_text("The link was copied.")).to_be_visible()
    link = f"{site.url}/r/demo#t=guest.token"
    await expect(page.locator("#invite-link")).to_have_value(link)
    assert await page.evaluate("navigator.clipboard.readText()") == link


async def test_who_may_not_speak_asks(visit: Any, site: Any) -> None:
    site.room.room["who_may_speak"] = "asked"
    page = await (await visit()).join()
    await page.click("#ask")
    await site.room.hears("ask_to_speak")
    site.room.people[0]["asks"] = True
    await site.room.tell_room()
    await expect(page.locator("#ask")).to_be_hidden()
    await expect(page.locator(".notice")).to_have_text("You asked to speak. The host sees it.")
    site.room.people[0].update(asks=False)
    await site.room.tell_room()
    await expect(page.locator(".notice")).to_have_count(0)


async def test_a_turn_is_ended_with_a_button_and_a_key(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await expect(page.locator("#end-turn")).to_be_hidden()
    await page.keyboard.press("e")
    await page.click("#mute")
    # With a microphone, the page connects anew.
    assert not (await site.room.hears("mute", 2))["muted"]
    await page.get_by_role("button", name="I have finished").click()
    await site.room.hears("end_turn")
    await page.locator("#captions").focus()
    await page.keyboard.press("e")
    await site.room.hears("end_turn", 2)
    await page.keyboard.press("m")
    await expect(page.locator("#end-turn")).to_be_hidden()
    assert len(site.room.said("end_turn")) == 2


async def test_the_original_can_be_under_a_translation_only(visit: Any, site: Any) -> None:
    page = await (await visit(person={"name": "Bo", "original": "none"})).join()
    await page.keyboard.press("l")
    choices = page.locator("#live-original option")
    await expect(choices).to_have_text(["At full volume", "Not at all"])
    await page.select_option("#live-hears", "pt")
    await expect(choices).to_have_text(
        ["At full volume", "Softly, under the translation", "Not at all"]
    )
    await expect(page.locator("#live-original")).to_have_value("none")
    for number, chosen in enumerate(("under", "full"), start=2):
        await page.select_option("#live-original", chosen)
        prefer = await site.room.hears("prefer", number)
        assert (prefer["hears"], prefer["original"]) == ("pt", chosen)
    await page.select_option("#live-hears", "")
    await expect(choices).to_have_text(["At full volume", "Not at all"])
    await expect(page.locator("#live-original")).to_have_value("full")


async def test_languages_change_during_the_call(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await page.keyboard.press("l")
    await page.select_option("#live-reads", "pt")
    prefer = await site.room.hears("prefer")
    assert prefer["reads"] == ["en", "pt"]
    await page.get_by_role("button", name="Remove English").click()
    await site.room.hears("prefer", 2)
    await expect(page.get_by_role("button", name="Remove Portuguese")).to_be_focused()
    await page.select_option("#live-speaks", "auto")
    prefer = await site.room.hears("prefer", 3)
    assert (prefer["speaks"], prefer["reads"]) == ("auto", ["pt"])
    await expect(page.locator("#panel").get_by_text("Nothing is sent yet.")).to_have_count(0)
    offered = await page.locator("#live-hears option").all_text_contents()
    assert offered == ["No spoken translation", "English", "Portuguese", "Spanish"]


async def test_the_transcript_is_searched_and_taken_away(visit: Any, site: Any) -> None:
    visitor = await visit(person={"name": "Bo", "reads": ["en", "pt"], "original": "none"})
    page = await visitor.join()
    await speak(visitor)
    await page.keyboard.press("t")
    await expect(page.locator(".entries li")).to_have_count(4)
    await page.fill("#transcript-search", "proximo ano")
    await expect(page.locator(".entries li")).to_have_count(1)
    await page.fill("#transcript-search", "[nothing](like)")
    await expect(page.get_by_text("Nothing was found.")).to_be_visible()
    await page.click("summary")
    await page.select_option("#transcript-language", "pt")
    await page.select_option("#transcript-format", "srt")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download", exact=True).click()
    assert (await download.value).suggested_filename == "demo.pt.srt"
    assert site.requests == [("/v1/rooms/demo/transcript", "format=srt&language=pt")]


async def test_what_was_said_before_one_came_is_found(visit: Any, site: Any) -> None:
    await site.room.say("The budget was agreed.")
    site.before, site.room.kept = site.room.kept, []
    page = await (await visit()).join()
    await site.room.say("Back to the budget.")
    await page.keyboard.press("t")
    await expect(page.locator(".entries li")).to_have_count(1)
    await page.fill("#transcript-search", "budget")
    await expect(page.locator(".entries li")).to_have_count(2)
    await expect(page.locator(".entries li").first).to_contain_text("The budget was agreed.")


async def test_what_the_server_refuses_is_told(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    refused = {"type": "error", "code": "unsupported_pair", "message": "en to fi", "fatal": False}
    await site.room.send(refused)
    await expect(page.locator(".notice")).to_contain_text("no translation for these languages")
    await page.locator(".notice").get_by_role("button", name="Close").click()
    await expect(page.locator(".notice")).to_have_count(0)


async def test_a_server_that_cannot_store_says_so_until_it_can(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await site.room.emit({"type": "warning", "code": "not_stored", "message": "kept in memory"})
    await expect(page.locator(".notice")).to_contain_text("What is said cannot be saved just now")
    await site.room.emit({"type": "warning", "code": "stored_again", "message": "stored"})
    await expect(page.locator(".notice")).to_have_count(0)
    await expect(page.locator("#status")).to_have_text("What was said is being saved again.")


async def test_languages_that_the_server_lacks_are_named(visit: Any, site: Any) -> None:
    wishes = {"name": "Bo", "speaks": "fi", "reads": ["fi", "pt"], "hears": "de"}
    page = await (await visit(person=wishes)).join()
    notice = page.locator(".notice", has_text="This server cannot do: Finnish, German.")
    await expect(notice).to_be_visible()
    await notice.get_by_role("button", name="Choose other languages").click()
    await expect(page.locator("#live-speaks")).to_be_focused()
    await expect(notice).to_have_count(0)


async def test_who_is_not_heard_because_too_many_are_is_told(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await page.click("#mute")
    # With a microphone, the page connects anew.
    assert not (await site.room.hears("mute", 2))["muted"]
    notice = page.locator(".notice", has_text="you are not heard yet")
    for _ in range(2):
        await site.room.send({"type": "busy", "retry_s": 10.0})
    await expect(notice).to_have_count(1)
    await site.room.emit({"type": "session.started", "speaker": "ana", "session": "of-ana"})
    await expect(notice).to_have_count(1)
    me = site.room.people[-1]["id"]
    await site.room.emit({"type": "session.started", "speaker": me, "session": "mine"})
    await expect(notice).to_have_count(0)
    await expect(page.locator("#status")).to_have_text("You are heard now.")
    await site.room.send({"type": "busy", "retry_s": 10.0})
    await expect(notice).to_have_count(1)
    await page.click("#mute")
    await expect(notice).to_have_count(0)
    await expect(page.locator("#connection")).to_contain_text("Connected")


async def test_nothing_moves_where_that_is_wished(visit: Any, site: Any) -> None:
    page = await (await visit(settings={"still": True})).join()
    running = "document.getAnimations().length + getComputedStyle(" + (
        "document.querySelector('#pause')).transitionDuration"
    )
    assert await page.evaluate(running) == "00s"


async def test_forced_colours_leave_everything_visible(visit: Any, site: Any) -> None:
    visitor = await visit(forced_colors="active")
    await live(visitor)
    page = visitor.page
    style = "each => [getComputedStyle(each).borderStyle, getComputedStyle(each).borderWidth]"
    assert await page.locator("#pause").evaluate(style) == ["solid", "1px"]
    line = "each => getComputedStyle(each).textDecorationLine"
    assert await page.locator(".unstable", has_text="diretora").evaluate(line) == "underline"
