"""A telephone's camera with a real server: real WebRTC; only what sees and speaks are fakes."""

import asyncio
import threading
from typing import Any

import numpy as np
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, VideoStreamTrack

from server.access.access import Access
from server.camera import camera as cameras_module
from server.camera.routes import PLACE, router
from tests.fakes import LOUD, talk
from tests.server.camera.conftest import seeing
from tests.server.camera.phone import Phone, phone
from tests.server.made import ADMIN, client, config
from tests.server.media.peers import until
from tests.server.pools import Fakes
from tests.server.site import Site, site

NOTICE = "Not for navigation safety."
CHAIR = "A chair at 1 o'clock, near."
PERSON = "A person at 12 o'clock, near."


async def open_cameras(where: Site) -> int:
    page = (await where.http.get("/metrics")).text
    (line,) = [line for line in page.splitlines() if line.startswith("dragoman_cameras ")]
    return int(float(line.split()[1]))


async def gone(where: Site) -> None:
    async with asyncio.timeout(20):
        while await open_cameras(where):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def camera_tasks() -> list[str]:
    return [task.get_name() for task in asyncio.all_tasks() if "camera" in task.get_name()]


async def test_what_the_camera_sees_is_told_to_the_page(where: Site) -> None:
    async with phone(where.http) as ana:
        await ana.until(lambda: PERSON in ana.texts() and len(ana.of("say")) == 3)
        assert ana.texts() == [NOTICE, CHAIR, PERSON]
        said = [each["text"] for each in ana.of("say")]
        assert said == ana.texts(), "each one goes to the screen reader, once"
        assert (await ana.told("ready"))["engines"]["detect"] == "fake eye"
        entered = ana.scenes()[-1]
        assert (entered["reason"], entered["priority"]) == ("entered", "new")
        assert not ana.heard_sound()
        assert await open_cameras(where) == 1
    await gone(where)
    assert camera_tasks() == []


async def test_who_leaves_leaves_nothing_behind(where: Site) -> None:
    before = threading.active_count()
    for _ in range(2):
        async with phone(where.http) as ana:
            await ana.until(lambda: CHAIR in ana.texts())
            ana.send("voice", on=True)
            ana.send("ask", asking=True)
            await ana.told("voice")
        await gone(where)
        assert camera_tasks() == []
    # The threads of engines are shared; those of aiortc end with their connection.
    await until(lambda: threading.active_count() <= before + 8)


async def test_orders_and_questions_are_answered(where: Site) -> None:
    async with phone(where.http, noticed=True) as ana:
        await ana.until(lambda: PERSON in ana.texts())
        for kind, fields, answer in (
            ("order", {"order": "read"}, "It reads: South Tyne, 96"),
            ("question", {"text": "How many people?"}, "A person."),
            ("question", {"text": "the colour of the bus"}, "Red."),
            ("verbosity", {"level": 3}, "Detail level 3."),
            ("order", {"order": "repeat"}, "Detail level 3."),
        ):
            before = len(ana.texts())
            ana.send(kind, **fields)
            await ana.until(lambda told=answer, n=before: told in ana.texts()[n:])
        answers = [scene for scene in ana.scenes() if scene["priority"] == "answer"]
        assert len(answers) == 5
        before = len(ana.scenes("cut"))
        ana.send("order", order="ahead")
        ana.send("order", order="stop")
        await ana.until(lambda: len(ana.scenes("cut")) > before)


async def test_our_own_voice_takes_the_place_of_the_page(where: Site) -> None:
    async with phone(where.http, aloud=True) as ana:
        await ana.until(lambda: CHAIR in ana.texts())
        assert await ana.told("voice") == {"type": "voice", "on": True, "message": ""}
        await ana.until(ana.heard_sound)
        await ana.until(lambda: PERSON in ana.texts())
        assert ana.of("say") == []
        ana.send("voice", on=False)
        await ana.until(lambda: len(ana.of("voice")) == 2)
        ana.send("order", order="ahead")
        answer = await ana.told("say")
        assert answer["text"] == ana.texts()[-1] == PERSON
        before = len(ana.heard)
        await ana.until(lambda: len(ana.heard) > before + 50)
        assert not ana.heard_sound()


async def test_a_voice_that_is_not_there_is_told_and_the_page_says_it(where: Site) -> None:
    async with phone(where.http, language="de", aloud=True) as ana:
        voice = await ana.told("voice")
        assert voice["on"] is False
        assert "de" in voice["message"]
        said = await ana.told("say")
        assert said["language"] == "de"


async def test_a_hidden_picture_is_not_looked_at(where: Site) -> None:
    eye = where.fakes.pool.sees.detector  # type: ignore[union-attr]
    async with phone(where.http, hidden=True) as ana:
        await ana.until(lambda: len(ana.of("ping")) >= 1)
        assert ana.scenes() == []
        assert eye.looked == []
        ana.send("hide", hidden=False)
        await ana.until(lambda: CHAIR in ana.texts())
        ana.send("hide", hidden=True)
        ana.send("order", order="ahead")
        problem = await ana.told("problem")
        assert problem["code"] == "not_yet"
        looked, told = len(eye.looked), len(ana.texts())
        pings = len(ana.of("ping"))
        await ana.until(lambda: len(ana.of("ping")) > pings)
        assert len(eye.looked) <= looked + 1, "at most what it was at"
        assert len(ana.texts()) == told
        ana.send("hide", hidden=False)
        await ana.until(lambda: len(ana.of("ready")) == 2)
        await ana.until(lambda: ana.texts()[told:])
        assert NOTICE not in ana.texts()[told:], "it was told a moment ago"


async def test_other_wishes_hold_at_once(where: Site) -> None:
    async with phone(where.http) as ana:
        await ana.until(lambda: CHAIR in ana.texts())
        ana.send("prefer", language="es", directions="sides", mirrored=True)
        told = await ana.until(
            lambda: [text for text in ana.texts() if text.startswith("Una silla")]
        )
        assert "izquierda" in told[0], "it looks at its user: left and right are swapped"
        ana.send("prefer", language="xx")
        problem = await ana.told("problem")
        assert problem["code"] == "unknown_language"


async def test_a_question_asked_aloud_is_answered(where: Site) -> None:
    async with phone(where.http, noticed=True) as ana:
        await ana.until(lambda: PERSON in ana.texts())
        ana.send("ask", asking=True)
        speech = np.repeat(talk(4.0), 3)
        ana.microphone.play(speech)
        await asyncio.sleep(4.2)
        ana.send("ask", asking=False)
        asked = await ana.told("asked")
        assert asked["problem"] == ""
        assert asked["text"]
        scholar = where.fakes.pool.sees.answerer  # type: ignore[union-attr]
        await ana.until(lambda: "Red." in ana.texts())
        assert scholar.questions == [asked["text"]]
        ana.got.clear()
        ana.send("ask", asking=True)
        ana.send("ask", asking=False)
        assert (await ana.told("asked"))["problem"] == "nothing_heard"
    assert float(np.abs(speech).max()) <= LOUD + 0.1


async def test_a_busy_server_refuses_at_once_and_says_when_to_come_again(where: Site) -> None:
    async with phone(where.http), phone(where.http) as bo:
        late = Phone()
        answer = await late.ask(where.http)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "10"
        assert answer.json()["error"]["code"] == "busy"
        assert (await where.http.delete(f"/v1/camera/{bo.session}")).status_code == 204
        await late.connect(where.http)
        await late.close()
    await gone(where)


async def test_a_closed_camera_is_gone(where: Site) -> None:
    async with phone(where.http) as ana:
        assert (await where.http.delete(f"/v1/camera/{ana.session}")).status_code == 204
        assert await open_cameras(where) == 0
        assert (await where.http.delete(f"/v1/camera/{ana.session}")).status_code == 404
        await ana.until(lambda: ana.channel.readyState == "closed")


async def test_hostile_messages_have_no_effect_and_a_flood_ends_it(where: Site) -> None:
    async with phone(where.http) as ana:
        for text in ("{", '{"type":"order"}', "[" * 2000, '{"type":"question","text":""}'):
            ana.channel.send(text)
        ana.channel.send(b"\x00\xff")
        await ana.until(lambda: len(ana.of("problem")) == 5)
        await ana.until(lambda: PERSON in ana.texts())
        for _ in range(250):
            ana.send("pong")
        assert (await ana.told("over"))["code"] == "rate"
    await gone(where)


async def test_a_message_that_is_too_long_closes_the_channel(where: Site) -> None:
    async with phone(where.http) as ana:
        ana.channel.send("x" * 9000)
        await ana.until(lambda: ana.channel.readyState == "closed")


async def test_a_camera_that_nobody_uses_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes = Fakes()
    seeing(fakes)
    async with site(config(idle_s=1.0), fakes.pool, routers=(router,)) as where:
        async with phone(where.http, hidden=True) as ana:
            assert (await ana.told("over"))["code"] == "idle"
        monkeypatch.setattr(cameras_module, "CONNECTING_S", 0.5)
        silent = Phone()
        assert (await silent.ask(where.http)).status_code == 201
        assert await open_cameras(where) == 1
        await gone(where)
        await silent.close()
    fakes.pool.close()


async def test_the_end_of_the_server_is_told(where: Site) -> None:
    async with phone(where.http) as ana:
        await ana.until(lambda: CHAIR in ana.texts())
        assert await where.services.lifecycle.drain(10)
        assert (await ana.told("over"))["code"] == "ending"
        late = Phone()
        assert (await late.ask(where.http)).status_code == 503
        await late.close()
    assert camera_tasks() == []


async def test_a_server_without_eyes_says_what_is_missing() -> None:
    async with site(config(), routers=(router,)) as where, phone(where.http) as ana:
        over = await ana.told("over")
        assert over["code"] == "failed"
        assert "pip install it" in over["message"]


async def _offer(*, video: str, channel: bool) -> str:
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    pc.addTransceiver("audio", "recvonly")
    if video:
        pc.addTransceiver(VideoStreamTrack(), video)
    if channel:
        pc.createDataChannel("narration")
    await pc.setLocalDescription(await pc.createOffer())
    text = str(pc.localDescription.sdp)
    await pc.close()
    return text


async def test_offers_of_no_use_are_refused(where: Site) -> None:
    for sdp, status in (
        ("hello", 400),
        (await _offer(video="", channel=True), 422),
        (await _offer(video="recvonly", channel=True), 422),
        (await _offer(video="sendonly", channel=False), 422),
    ):
        answer = await where.http.post("/v1/camera", json={"sdp": sdp})
        assert answer.status_code == status, answer.text
    for body in ({}, {"sdp": "v=0", "language": "xx"}, {"sdp": "v=0", "verbosity": 9}):
        assert (await where.http.post("/v1/camera", json=body)).status_code == 422
    long = {"sdp": "v" * 70_000}
    assert (await where.http.post("/v1/camera", json=long)).status_code == 413
    foreign = {"Origin": "https://elsewhere.example"}
    answer = await where.http.post("/v1/camera", json={"sdp": "v=0"}, headers=foreign)
    assert answer.status_code == 403
    assert await open_cameras(where) == 0


def with_cameras(made: Any) -> Any:
    from server.gateway.app import create_app

    return create_app(made, routers=(router,))


async def test_others_need_an_invitation() -> None:
    async with client(config(host="0.0.0.0", admin_token=ADMIN), make=with_cameras) as (http, made):
        assert (await http.get("/v1/camera")).status_code == 401
        assert (await http.post("/v1/camera/tokens", json={})).status_code == 401
        admin = {"Authorization": f"Bearer {ADMIN}"}
        invited = await http.post("/v1/camera/tokens", json={"ttl_s": 60}, headers=admin)
        assert invited.status_code == 201
        token = invited.json()["token"]
        assert invited.json()["url"].endswith(f"/camera#t={token}")
        for right in (token, ADMIN):
            found = await http.get("/v1/camera", headers={"Authorization": f"Bearer {right}"})
            assert found.status_code == 200
        elsewhere = _room_token(made.access)
        wrong = {"Authorization": f"Bearer {elsewhere}"}
        assert (await http.get("/v1/camera", headers=wrong)).status_code == 401
        assert (await http.get("/camera")).status_code == 200, "the page itself is nobody's secret"


def _room_token(access: Access) -> str:
    assert PLACE == "/camera", "no room can be called so"
    return access.issue("camera", "host", ttl_s=60)


async def test_a_page_is_told_what_there_is() -> None:
    async with client(config(ice_servers=("stun:s.example:3478",)), make=with_cameras) as (http, _):
        found = (await http.get("/v1/camera")).json()
        assert {"en", "es", "de", "fr", "pt"} <= set(found["languages"])
        assert found["voices"] == ["en", "es", "pt"]
        assert found["ice_servers"] == [{"urls": "stun:s.example:3478"}]


async def test_who_asks_too_often_must_wait() -> None:
    async with client(config(requests_per_minute=600), make=with_cameras) as (http, _):
        statuses = [(await http.get("/v1/camera")).status_code for _ in range(61)]
        assert statuses == [200] * 60 + [429]
