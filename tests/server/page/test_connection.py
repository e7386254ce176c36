"""Breaks, refusals and endings: what the page does, and what it says."""

from typing import Any

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_after_a_break_what_was_missed_comes_once(visit: Any, site: Any) -> None:
    room = site.room
    page = await (await visit()).join()
    await room.say("Before.")
    open_segment = await room.say("In the middle", final=False)
    await expect(page.locator(".said")).to_have_count(2)
    await room.drop()
    await expect(page.locator(".notice")).to_contain_text("The connection broke")
    await room.say("In the middle of it.", segment=open_segment)
    await room.say("While away.")
    await expect(page.locator("#connection")).to_contain_text("Connected", timeout=5000)
    await room.say("After.")
    expected = ["Before.", "In the middle of it.", "While away.", "After."]
    await expect(page.locator(".said p[lang]")).to_have_text(expected)
    told = await page.locator("#announcements p").all_text_contents()
    assert told == [f"Ana: {text}" for text in expected]
    hellos = room.said("hello")
    assert hellos[1]["resume"] == {"person": "p1", "key": "key-p1", "seq": 0}
    assert len(room.people) == 1
    await expect(page.locator(".notice")).to_have_count(0)


async def test_ten_breaks_in_a_row_lose_and_double_nothing(visit: Any, site: Any) -> None:
    room = site.room
    page = await (await visit()).join()
    for number in range(50):
        await room.say(f"Sentence {number}.")
        if number % 5 == 4:
            await room.drop()
            await room.joined.wait()
    expected = [f"Sentence {number}." for number in range(50)]
    await expect(page.locator(".said p[lang]")).to_have_text(expected)
    assert room.said("hello")[-1]["resume"]["seq"] > 0


async def test_a_page_that_is_loaded_again_is_the_same_person(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await site.room.say("Said before.")
    await expect(page.get_by_text("Said before.", exact=True)).to_be_visible()
    await page.reload()
    await page.click("#join-button")
    await expect(page.locator(".said p[lang]")).to_have_text(["Said before."])
    assert site.room.said("hello")[-1]["resume"] == {"person": "p1", "key": "key-p1", "seq": 0}
    await page.click("#leave")
    await page.reload()
    await page.click("#join-button")
    await site.room.hears("hello", 3)
    assert site.room.said("hello")[-1]["resume"] is None


async def test_a_place_that_was_given_up_is_taken_anew(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    refused = {"type": "error", "code": "bad_token", "message": "given up", "fatal": True}
    site.room.refusal = (4401, refused)
    await site.room.drop()
    await site.room.hears("hello", 2)
    site.room.refusal = None
    await site.room.hears("hello", 3)
    await expect(page.locator("#connection")).to_contain_text("Connected")
    assert [each["resume"] is None for each in site.room.said("hello")] == [True, False, True]


async def test_a_busy_server_is_asked_again_when_it_says(visit: Any, site: Any) -> None:
    visitor = await visit()
    page = await visitor.open()
    site.room.refusal = (4503, {"type": "busy", "retry_s": 1})
    await page.click("#join-button")
    await expect(page.locator("#join-problem")).to_contain_text("busy. Trying again in 1 s")
    site.room.refusal = None
    await expect(page.locator("#live-view")).to_be_visible()


@pytest.mark.parametrize(
    ("code", "close", "words"),
    [
        ("room_full", 4503, "The room is full"),
        ("locked", 4409, "The room is locked"),
        ("ended", 4000, "The conversation has ended"),
        ("bad_token", 4401, "Your invitation does not hold"),
        ("not_allowed", 4403, "The host removed you"),
        ("bad_message", 4400, "do not understand each other"),
    ],
)
async def test_a_refusal_says_why_and_what_to_do(
    visit: Any, site: Any, code: str, close: int, words: str
) -> None:
    refused = {"type": "error", "code": code, "message": "no", "fatal": True}
    site.room.refusal = (close, refused)
    page = await (await visit()).open()
    await page.click("#join-button")
    await expect(page.locator("#join-problem")).to_contain_text(words)
    await expect(page.locator("#join-button")).to_be_enabled()
    site.room.refusal = None
    await page.click("#join-button")
    await expect(page.locator("#live-view")).to_be_visible()


async def test_wishes_that_cannot_be_had_do_not_keep_one_out(visit: Any, site: Any) -> None:
    person = {"name": "Bo", "speaks": "fi", "reads": ["fi", "pt"], "hears": "fi"}
    page = await (await visit(person=person)).open()
    site.room.refusal = (
        4400,
        {"type": "error", "code": "unknown_language", "message": "fi", "fatal": True},
    )
    await page.click("#join-button")
    await site.room.hears("hello")
    site.room.refusal = None
    await expect(page.locator("#live-view")).to_be_visible()
    prefer = await site.room.hears("prefer")
    assert prefer["speaks"] == "auto"
    assert prefer["reads"] == ["pt"]
    assert prefer["hears"] is None


async def test_the_end_leaves_what_was_said(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    await site.room.say("The last word.")
    await expect(page.get_by_text("The last word.", exact=True)).to_be_visible()
    await site.room.send({"type": "ended", "code": "ended", "reason": "a host ended it"})
    await site.room.drop(4000)
    await expect(page.locator("#over-title")).to_be_focused()
    await expect(page.locator("#over-transcript")).to_contain_text("The last word.")
    async with page.expect_download() as download:
        await page.click("#over-save")
    saved = (await (await download.value).path()).read_text()
    assert "Ana: The last word." in saved
    assert len(site.room.said("hello")) == 1


async def test_without_an_invitation_the_password_lets_one_in(visit: Any, site: Any) -> None:
    site.secret = "open sesame"
    refused = {"type": "error", "code": "bad_token", "message": "no token", "fatal": True}
    site.room.refusal = (4401, refused)
    visitor = await visit()
    page = await visitor.open("/r/demo")
    await page.click("#join-button")
    await expect(page.locator("#join-problem")).to_contain_text("type the password")
    await expect(page.locator("#password")).to_be_focused()
    site.room.refusal = None
    await page.fill("#password", "wrong")
    await page.click("#join-button")
    await expect(page.locator("#join-problem")).to_have_text(
        "This is not the password of the room."
    )
    visitor.problems.clear()
    await page.fill("#password", "open sesame")
    await page.click("#join-button")
    await expect(page.locator("#live-view")).to_be_visible()
    assert site.room.said("hello")[-1]["token"] == "guest.token"


async def test_a_dead_line_is_noticed(visit: Any, site: Any) -> None:
    """Nothing comes, not even pongs, and nobody closes the connection."""
    visitor = await visit()
    await visitor.page.clock.install()
    page = await visitor.join()
    for socket in tuple(site.room.sockets):
        site.room.deaf.add(socket)
    for _ in range(5):
        await page.clock.run_for(3000)
    await site.room.hears("hello", 2)


async def test_speech_without_captions_is_said(visit: Any, site: Any) -> None:
    visitor = await visit()
    await visitor.page.clock.install()
    page = await visitor.join()
    pulse = page.locator("#pulse")
    await site.room.emit({"type": "speech.started", "speaker": "ana", "at_s": 1.0})
    await site.room.say("So", final=False)
    await expect(page.locator(".said")).to_have_count(1)
    await page.clock.fast_forward(4000)
    await expect(pulse).to_have_text("")
    await page.clock.fast_forward(2000)
    await expect(pulse).to_have_text("[captions interrupted]")
    await site.room.say("So it is.", segment=1)
    await expect(pulse).to_have_text("")
    await page.clock.fast_forward(6000)
    await expect(pulse).to_have_text("[silence]")
