"""The camera's page: by eye, by ear, by keyboard, and when something goes wrong."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Playwright, Route, expect

from tests.server.media.peers import need_network, until
from tests.server.page.camera_site import (
    PERSON,
    CameraSite,
    as_camera,
    as_microphone,
    camera_site,
    lively_frames,
)
from tests.server.page.conftest import ARGUMENTS, chromium_path
from tests.server.page.test_live_regions import WATCH, heard
from tests.server.page.test_states import LOST, NARROW, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

SMALL = """() => [...document.querySelectorAll(
    "button, summary, input:not([type=radio]), select, label.choice")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 63.9 || height < 63.9)
  .map(([html, { width, height }]) => `${html} ${width}x${height}`)"""
NOTICE = "Not for navigation safety."
CHAIR = "A chair at 1 o'clock, near."
NOBODY = (
    "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', '%s'); }; 0"
)
TORCH = """
  MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
  MediaStreamTrack.prototype.applyConstraints = async function ({ advanced }) {
    window.torch = advanced[0].torch;
  };"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browser]:
    """Its camera sees a room in which something moves."""
    need_network()
    folder = tmp_path_factory.mktemp("camera")
    camera = as_camera(lively_frames(), folder / "room.y4m")
    microphone = as_microphone(folder / "voice.wav")
    running = await playwright.chromium.launch(
        executable_path=chromium_path(), args=(*ARGUMENTS, camera, microphone)
    )
    yield running
    await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def cameras(browser: Browser) -> AsyncIterator[CameraSite]:
    async with camera_site(browser) as made:
        yield made


async def refuse(page: Page, status: int, code: str, **headers: str) -> None:
    async def answer(route: Route) -> None:
        body = json.dumps({"error": {"code": code, "message": code}})
        await route.fulfill(
            status=status, body=body, headers={"content-type": "application/json", **headers}
        )

    await page.route("**/v1/camera", answer)


async def idle(cameras: CameraSite, **how: Any) -> Page:
    return await cameras.page(**how)


async def live(cameras: CameraSite, **how: Any) -> Page:
    cameras.script.seen.append(PERSON)
    page = await cameras.live(**how)
    await expect(page.locator("#newest")).to_contain_text("person")
    return page


async def opened(cameras: CameraSite, **how: Any) -> Page:
    page = await live(cameras, **how)
    for summary in await page.locator("summary").all():
        await summary.click()
    await expect(page.locator("#history li")).not_to_have_count(0)
    return page


async def hidden(cameras: CameraSite, **how: Any) -> Page:
    page = await cameras.live(**how)
    await page.click("#hide")
    await expect(page.locator("#hidden-sign")).to_be_visible()
    return page


async def busy(cameras: CameraSite, **how: Any) -> Page:
    page = await cameras.page(**how)
    await refuse(page, 503, "busy", **{"retry-after": "30"})
    await page.click("#start")
    await expect(page.locator(".notices .notice")).to_contain_text("in 30 s")
    return page


async def reconnecting(cameras: CameraSite, **how: Any) -> Page:
    page = await cameras.live(**how)
    await page.route("**/v1/camera", lambda route: route.abort())
    for camera in tuple(cameras.cameras._cameras.values()):
        camera.over.set()
    await expect(page.locator(".notices .notice")).to_contain_text("The connection broke")
    return page


async def denied(cameras: CameraSite, **how: Any) -> Page:
    page = await cameras.page(**how)
    await page.evaluate(NOBODY % "NotAllowedError")
    await page.click("#start")
    await expect(page.locator("#problem")).to_contain_text("does not let this page use the camera")
    return page


async def uninvited(cameras: CameraSite, **how: Any) -> Page:
    page = await cameras.page(**how)
    await refuse(page, 401, "bad_token")
    await page.click("#start")
    await expect(page.locator("#invitation")).to_be_focused()
    return page


STATES: dict[str, Callable[..., Awaitable[Page]]] = {
    "camera-start": idle,
    "camera-live": live,
    "camera-settings": opened,
    "camera-hidden": hidden,
    "camera-busy": busy,
    "camera-reconnecting": reconnecting,
    "camera-denied": denied,
    "camera-uninvited": uninvited,
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", STATES)
async def test_everybody_can_use_it(
    cameras: CameraSite, name: str, theme: str, pictures: Path | None
) -> None:
    page = await STATES[name](cameras, color_scheme=theme)
    assert await violations(page) == []
    assert await page.evaluate(SMALL) == []
    if pictures and (theme == "dark") == (name in ("camera-hidden", "camera-settings")):
        path = pictures / f"page-{name}.png"
        await page.screenshot(path=path, animations="disabled", full_page=True)


@pytest.mark.parametrize("name", STATES)
async def test_nothing_is_lost_in_large_letters_on_a_narrow_screen(
    cameras: CameraSite, name: str
) -> None:
    page = await STATES[name](cameras, viewport=NARROW)
    assert await page.evaluate(LOST) == []
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await page.evaluate(LOST) == []
    assert await violations(page) == []


async def test_a_screen_reader_is_told_each_thing_once(cameras: CameraSite) -> None:
    page = await cameras.page()
    await page.evaluate(WATCH)
    await page.click("#start")
    await expect(page.locator("#newest")).to_have_text(CHAIR)
    cameras.script.seen.append(PERSON)
    await expect(page.locator("#newest")).to_have_text("A person at 12 o'clock, near.")
    await page.click("[data-order=ahead]")
    await expect(page.locator("#history li")).to_have_count(4)
    told = [each for each in await heard(page) if each]
    assert told[0] == "The camera is on."
    shown = await page.locator("#history li span").all_text_contents()
    assert told[1:] == shown[::-1] == [NOTICE, CHAIR, *["A person at 12 o'clock, near."] * 2]
    assert await page.locator("#history").evaluate("each => each.closest('[aria-live]')") is None


async def test_what_comes_at_one_cuts_off_what_is_read(cameras: CameraSite) -> None:
    page = await cameras.live()
    await page.evaluate(WATCH)
    cameras.script.come()
    await expect(page.locator("#hazard")).to_contain_text("coming")
    await expect(page.locator("#hazard")).to_have_role("alert")
    hazards = [each for each in await heard(page) if "coming" in each]
    assert len(hazards) == 1, "in one region only"


async def test_our_own_voice_is_heard_and_no_screen_reader(cameras: CameraSite) -> None:
    page = await cameras.page()
    await page.evaluate(WATCH)
    await page.check("text=This page’s own voice")
    await page.click("#start")
    await expect(page.locator("#newest")).to_have_text(CHAIR)
    told = [each for each in await heard(page) if each]
    assert set(told) == {"The page’s own voice speaks now.", "The camera is on."}
    loud = await page.evaluate("""async () => {
      const audio = new AudioContext();
      const analyser = audio.createAnalyser();
      const stream = document.querySelector("#voice").srcObject;
      audio.createMediaStreamSource(stream).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      document.querySelector("[data-order=ahead]").click();
      for (let tries = 0; tries < 100; tries += 1) {
        await new Promise((done) => setTimeout(done, 50));
        analyser.getFloatTimeDomainData(samples);
        if (Math.max(...samples) > 0.01) return true;
      }
      return false;
    }""")
    assert loud
    assert await page.evaluate("document.querySelector('#voice').muted") is False
    await page.reload()
    await expect(page.locator("[value=own]")).to_be_checked()
    await page.click("#start")
    await expect(page.locator("#newest")).to_have_text(CHAIR)
    await page.evaluate(WATCH)
    await page.click("summary >> nth=0")
    await page.check("text=My screen reader")
    await expect(page.locator("#status")).to_have_text("Your screen reader says it now.")
    await page.click("[data-order=ahead]")
    await expect(page.locator("#narration p")).to_have_count(1)
    assert await page.evaluate("document.querySelector('#voice').muted") is True


async def test_everything_goes_by_keyboard(cameras: CameraSite) -> None:
    page = await cameras.page()
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.id") == "start":
            break
    await page.keyboard.press("Enter")
    await expect(page.locator("#newest")).to_have_text(CHAIR)
    await expect(page.locator("[data-order=ahead]")).to_be_focused()
    for key, answer in (
        ("Space", CHAIR),
        ("t", "It reads: South Tyne, 96"),
        ("3", "Detail level 3."),
        ("r", "Detail level 3."),
    ):
        count = await page.locator("#history li").count()
        await page.keyboard.press(key)
        await expect(page.locator("#history li")).not_to_have_count(count)
        await expect(page.locator("#newest")).to_have_text(answer)
    reached = set()
    for _ in range(30):
        await page.keyboard.press("Tab")
        state = await page.evaluate("""() => {
          const each = document.activeElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(each);
          return [each.id || each.dataset.order || each.textContent.trim(), outlineStyle,
                  outlineWidth, each === document.body];
        }""")
        if not state[3]:
            assert state[1:3] == ["solid", "3px"], state
            reached.add(state[0])
    assert {"ahead", "read", "more", "repeat", "stop", "ask", "hide", "end", "question"} <= reached
    await page.focus("#question")
    await page.keyboard.type("what colour is the bus?")
    await page.keyboard.press("Enter")
    await expect(page.locator("#newest")).to_have_text("Red.")
    assert cameras.scholar.questions == ["what colour is the bus?"]
    await page.focus("#hide")
    await page.keyboard.press("Enter")
    await expect(page.locator("#hide")).to_have_attribute("aria-pressed", "true")
    await page.focus("#end")
    await page.keyboard.press("Enter")
    await expect(page.locator("#start")).to_be_focused()
    await expect(page.locator("#problem")).to_have_text("The camera is off.")


async def test_single_keys_can_be_switched_off(cameras: CameraSite) -> None:
    page = await cameras.live(settings={"keys": False})
    await page.keyboard.press("h")
    await expect(page.locator("#hide")).to_have_attribute("aria-pressed", "false")


SENT = """async () => {
  const reports = await window.connections.at(-1).getStats();
  return [...reports.values()].filter((each) => each.type === "outbound-rtp" &&
    each.kind === "video").reduce((sum, each) => sum + each.framesSent, 0);
}"""
CONNECTIONS = """
  window.connections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      window.connections.push(this);
    }
  };"""


async def test_a_hidden_picture_leaves_the_telephone_no_more(cameras: CameraSite) -> None:
    page = await cameras.page()
    await page.context.add_init_script(CONNECTIONS)
    await page.reload()
    await page.click("#start")
    await expect(page.locator("#newest")).to_have_text(CHAIR)
    await page.keyboard.press("h")
    await expect(page.locator("#status")).to_have_text("The picture is hidden. Nothing is sent.")
    await expect(page.locator("#state")).to_contain_text("The picture is hidden.")
    assert (
        await page.evaluate(
            "connections.at(-1).getSenders().filter((each) => each.track !== null).length"
        )
        == 0
    )
    (camera,) = cameras.cameras._cameras.values()
    await page.wait_for_timeout(300)
    sent, looked = await page.evaluate(SENT), len(cameras.eye.looked)
    await page.wait_for_timeout(1500)
    assert await page.evaluate(SENT) == sent
    assert len(cameras.eye.looked) == looked
    assert camera._narration is None, "nothing of what was seen is left"
    await page.keyboard.press("h")
    await expect(page.locator("#status")).to_have_text("The picture is sent again.")
    await until(lambda: len(cameras.eye.looked) > looked)


async def test_it_comes_back_by_itself(cameras: CameraSite) -> None:
    page = await cameras.live()
    await page.evaluate(WATCH)
    (camera,) = cameras.cameras._cameras.values()
    camera.over.set()
    await expect(page.locator("#status")).to_have_text("Connected again.")
    cameras.script.seen.append(PERSON)
    await expect(page.locator("#newest")).to_contain_text("person")
    told = [each for each in await heard(page) if each]
    assert told[:2] == [
        "The connection broke. Trying again; you need do nothing.",
        "Connected again.",
    ]
    assert NOTICE not in told, "it was told a moment ago"
    await expect(page.locator(".notices .notice")).to_have_count(0)


async def test_a_busy_server_is_told_and_asked_again(cameras: CameraSite) -> None:
    page = await cameras.page()
    await refuse(page, 503, "busy", **{"retry-after": "1"})
    await page.click("#start")
    await expect(page.locator("#status")).to_contain_text("as many cameras as it can")
    await page.unroute("**/v1/camera")
    await expect(page.locator("#newest")).to_have_text(CHAIR)
    await expect(page.locator(".notices .notice")).to_have_count(0)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotAllowedError", "does not let this page use the camera"),
        ("NotFoundError", "No camera was found"),
        ("NotReadableError", "used by another program"),
        ("OverconstrainedError", "is not there"),
    ],
)
async def test_what_is_wrong_with_the_camera_is_told(
    cameras: CameraSite, error: str, words: str
) -> None:
    page = await cameras.page()
    await page.evaluate(NOBODY % error)
    await page.evaluate(WATCH)
    await page.click("#start")
    await expect(page.locator("#problem")).to_contain_text(words)
    await expect(page.locator("#problem")).to_have_role("alert")
    assert any(words in each for each in await heard(page))
    await expect(page.locator("#start")).to_be_focused()
    await expect(page.locator("#start")).to_be_enabled()


async def test_an_insecure_page_says_why_there_is_no_camera(visit: Any, site: Any) -> None:
    visitor = await visit()
    port = site.url.rsplit(":", 1)[1]
    page = await visitor.open("/camera", origin=f"http://elsewhere.test:{port}")
    await page.click("#start")
    await expect(page.locator("#problem")).to_contain_text("insecure connection")
    visitor.problems.clear()  # that server knows no cameras


async def test_a_camera_that_goes_away_is_told(cameras: CameraSite) -> None:
    page = await cameras.live()
    await page.evaluate("""() => {
      const [track] = document.querySelector("#preview").srcObject.getVideoTracks();
      track.dispatchEvent(new Event("ended"));
    }""")
    await expect(page.locator("#problem")).to_contain_text("disconnected")


async def test_an_invitation_is_taken(browser: Browser) -> None:
    admin = "an-admin-token-of-some-length"
    async with camera_site(browser, admin_token=admin) as cameras:
        page = await cameras.page()
        await page.click("#start")
        await expect(page.locator("#problem")).to_contain_text("with an invitation")
        made = await cameras.where.http.post(
            "/v1/camera/tokens", json={}, headers={"Authorization": f"Bearer {admin}"}
        )
        await page.fill("#invitation", made.json()["url"])
        await page.keyboard.press("Enter")
        await expect(page.locator("#newest")).to_have_text(CHAIR)
        invited = await cameras.page(fragment=f"#t={made.json()['token']}")
        await invited.click("#start")
        await expect(invited.locator("#newest")).to_have_text(CHAIR)


async def test_the_torch_is_there_where_the_camera_has_one(cameras: CameraSite) -> None:
    page = await cameras.live()
    await expect(page.locator("#torch")).to_be_hidden()
    await page.context.add_init_script(TORCH)
    await page.reload()
    await page.click("#start")
    await page.click("#torch")
    await expect(page.locator("#status")).to_have_text("The torch is on.")
    await expect(page.locator("#torch")).to_have_attribute("aria-pressed", "true")
    assert await page.evaluate("window.torch") is True
    await page.keyboard.press("l")
    await expect(page.locator("#status")).to_have_text("The torch is off.")
    assert await page.evaluate("window.torch") is False


async def test_another_camera_is_chosen(playwright: Playwright, browser: Browser) -> None:
    """The browser's second camera is there, but gives no pictures: what is sent is looked at."""
    need_network()
    two = "--use-fake-device-for-media-stream=device-count=2"
    arguments = [two if "fake-device" in each else each for each in ARGUMENTS]
    other = await playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
    async with camera_site(browser) as cameras:
        page = await cameras.page(by=other)
        await page.context.add_init_script(CONNECTIONS)
        await page.reload()
        await page.click("#start")
        await expect(page.locator("#newest")).to_have_text(NOTICE)
        await page.click("#other")
        await expect(page.locator("#status")).to_have_text("Now: fake_device_1")
        seen = "document.querySelector('#preview').srcObject.getTracks()[0].label"
        assert await page.evaluate(seen) == "fake_device_1"
        sent = "connections.at(-1).getSenders().map((each) => each.track?.label)"
        assert await page.evaluate(sent) == ["fake_device_1", None]
        kept = json.loads(await page.evaluate("localStorage.getItem('dragoman.camera')"))
        device = (
            "document.querySelector('#preview').srcObject.getTracks()[0].getSettings().deviceId"
        )
        assert kept["device"] == await page.evaluate(device)
        await expect(page.locator("#choice-which")).to_have_value(kept["device"])
    await other.close()


async def test_a_question_is_asked_aloud_with_the_button_held(cameras: CameraSite) -> None:
    page = await cameras.live()
    ask = page.locator("#ask")
    await ask.scroll_into_view_if_needed()
    box = await ask.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 20, box["y"] + 20)
    await page.mouse.down()
    await expect(ask).to_have_text("Listening …")
    await expect(ask).to_have_attribute("aria-pressed", "true")
    await page.wait_for_timeout(2500)
    await page.mouse.up()
    await expect(ask).to_have_text("Hold and ask aloud")
    await expect(page.locator("#status")).to_contain_text("You asked: ")
    assert cameras.scholar.questions, "what is no order is a question"
    await expect(page.locator("#newest")).to_have_text("Red.")


async def test_it_speaks_the_language_of_the_page(cameras: CameraSite) -> None:
    page = await cameras.page(locale="de-DE")
    await page.click("#start")
    await expect(page.locator("#newest")).to_have_text("Ein Stuhl auf 1 Uhr, nah.")
    await expect(page.locator("#newest")).to_have_attribute("lang", "de")
    await page.click("summary >> nth=0")
    await page.select_option("#choice-told-in", "fr")
    await expect(page.locator("#newest")).to_contain_text("chaise")
    await page.select_option("#choice-directions", "sides")
    await expect(page.locator("#newest")).to_contain_text("droite")


async def test_the_start_page_leads_there(cameras: CameraSite) -> None:
    page = await cameras.page()
    await page.goto(cameras.where.url)
    await page.click("text=Open the camera page")
    await expect(page.locator("#start")).to_be_visible()
