"""Microphone and sound: real devices of the browser (it plays beeps), real WebRTC to aiortc."""

import asyncio
import json
import wave
from collections.abc import AsyncIterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from av import AudioFrame, AudioResampler
from playwright.async_api import Playwright, expect

from tests.server.page.conftest import chromium_path

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

HEARING = {"name": "Bo", "speaks": "en", "reads": ["en"], "hears": None, "original": "full"}
BEEP = 0.02
RATE_HZ = 48_000


class Tone(MediaStreamTrack):
    """A tone of 1 kHz, in real time."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._start_s = asyncio.get_running_loop().time()

    async def recv(self) -> AudioFrame:
        due_s = self._start_s + self._at / RATE_HZ
        await asyncio.sleep(max(0, due_s - asyncio.get_running_loop().time()))
        times = (np.arange(960) + self._at) / RATE_HZ
        samples = (8000 * np.sin(2 * np.pi * 1000 * times)).astype(np.int16)
        frame = AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, self._at, Fraction(1, RATE_HZ)
        self._at += 960
        return frame


class Answering:
    """The other end of the page's WebRTC connection."""

    def __init__(self, room: Any) -> None:
        self.room = room
        self.heard: list[np.ndarray[Any, Any]] = []
        self.channel: Any = None
        self.connected = asyncio.Event()
        self.opened = asyncio.Event()
        self._connections: list[RTCPeerConnection] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def answer(self) -> None:
        """Answer the page's newest offer."""
        offer = self.room.said("offer")[-1]
        connection = RTCPeerConnection()
        self._connections.append(connection)
        connection.on("track", self._listen)
        connection.on("datachannel", self._open)
        await connection.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
        connection.addTrack(Tone())
        await connection.setLocalDescription(await connection.createAnswer())
        await self.room.send({"type": "answer", "sdp": connection.localDescription.sdp})

    def _open(self, channel: Any) -> None:
        self.channel = channel
        self.opened.set()

    def _listen(self, track: MediaStreamTrack) -> None:
        task = asyncio.create_task(self._take(track))
        self._tasks.add(task)

    async def _take(self, track: MediaStreamTrack) -> None:
        resampler = AudioResampler(format="flt", layout="mono", rate=16_000)
        while len(self.heard) < 150:
            for frame in resampler.resample(await track.recv()):
                self.heard.append(frame.to_ndarray()[0])
        self.connected.set()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in self._connections:
            await connection.close()


@pytest_asyncio.fixture(loop_scope="session")
async def peer(site: Any) -> AsyncIterator[Answering]:
    answering = Answering(site.room)
    yield answering
    await answering.close()


async def joined_with_microphone(visitor: Any) -> Any:
    page = await visitor.open()
    await page.click("text=Turn on the microphone")
    await expect(page.get_by_text("Your microphone works.")).to_be_visible()
    await page.click("#join-button")
    await visitor.site.room.hears("hello")
    return page


async def test_voice_goes_out_and_the_room_comes_in(visit: Any, site: Any, peer: Answering) -> None:
    page = await joined_with_microphone(await visit(person=HEARING))
    assert site.room.said("hello")[-1]["audio"] == "webrtc"
    await site.room.hears("offer")
    await peer.answer()
    await asyncio.wait_for(peer.connected.wait(), 20)
    assert max(np.abs(piece).max() for piece in peer.heard) > BEEP
    hz = await page.evaluate("""async () => {
      const element = document.querySelector("#sound");
      while (!element.srcObject) await new Promise((done) => setTimeout(done, 50));
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      analyser.fftSize = 8192;
      context.createMediaStreamSource(element.srcObject).connect(analyser);
      await new Promise((done) => setTimeout(done, 1000));
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      return bins.indexOf(Math.max(...bins)) * context.sampleRate / analyser.fftSize;
    }""")
    assert hz == pytest.approx(1000, abs=15)
    await expect(page.locator(".notice")).to_have_count(0)


async def test_events_come_over_both_ways_and_once(visit: Any, site: Any, peer: Answering) -> None:
    page = await (await visit(person=HEARING)).join()
    await site.room.hears("offer")
    await peer.answer()
    await asyncio.wait_for(peer.opened.wait(), 20)
    await site.room.say("Over the socket.")
    over_channel = {**site.room.kept[0], "seq": 2, "segment": 2, "stable": "Over the channel."}
    for event in (site.room.kept[0], over_channel, over_channel):
        peer.channel.send(json.dumps({"type": "event", "event": event}))
    expected = ["Over the socket.", "Over the channel."]
    await expect(page.locator(".said p[lang]")).to_have_text(expected)
    await expect(page.locator("#announcements p")).to_have_count(2)


async def test_mute_is_told_and_silences_the_track(visit: Any, site: Any, peer: Answering) -> None:
    page = await joined_with_microphone(await visit(person=HEARING))
    assert (await site.room.hears("mute"))["muted"] is False
    await page.keyboard.press("m")
    assert (await site.room.hears("mute", 2))["muted"] is True
    await expect(page.locator("#mute")).to_have_text("Unmute")
    await site.room.hears("offer")
    await peer.answer()
    await asyncio.wait_for(peer.connected.wait(), 20)
    assert max(np.abs(piece).max() for piece in peer.heard) < 1e-3


async def test_a_host_can_mute_and_the_page_says_so(visit: Any, site: Any) -> None:
    page = await joined_with_microphone(await visit())
    await site.room.hears("mute")
    me = site.room.people[0]
    me.update(muted=True, silenced=True)
    await site.room.tell_room()
    await expect(page.locator("#mute")).to_have_text("Muted by the host")
    await expect(page.locator("#mute")).to_be_disabled()
    await expect(page.locator("#ask")).to_be_visible()
    me.update(silenced=False)
    await site.room.tell_room()
    await page.click("#mute")
    await site.room.hears("mute", 3)
    assert [each["muted"] for each in site.room.said("mute")] == [False, True, False]
    assert len(site.room.said("hello")) == 1


async def test_who_may_not_speak_is_muted_and_told(visit: Any, site: Any) -> None:
    page = await joined_with_microphone(await visit())
    await site.room.hears("mute")
    refused = {"type": "error", "code": "no_microphone_right", "message": "no", "fatal": False}
    await site.room.send(refused)
    await expect(page.locator(".notice")).to_contain_text("the host says who may speak")
    await expect(page.locator("#mute")).to_have_text("Unmute")
    await page.click("#mute")
    assert (await site.room.hears("mute", 2))["muted"] is False


async def test_where_webrtc_is_blocked_sound_goes_over_the_socket(visit: Any, site: Any) -> None:
    visitor = await visit(person=HEARING)
    await visitor.page.add_init_script("delete window.RTCPeerConnection")
    page = await joined_with_microphone(visitor)
    assert site.room.said("hello")[-1]["audio"] == "socket"
    await expect(page.locator(".notice")).to_contain_text("cannot hear them here")
    async with asyncio.timeout(20):
        while len(site.room.sound) < 2 * 16_000 * 2:
            site.room.arrived.clear()
            await site.room.arrived.wait()
    samples = np.frombuffer(bytes(site.room.sound), "<i2") / 32768
    assert np.abs(samples).max() > BEEP
    spectrum = np.abs(np.fft.rfft(samples))
    assert spectrum[: len(spectrum) // 2].sum() > spectrum[len(spectrum) // 2 :].sum()


async def test_a_connection_that_fails_becomes_sound_over_the_socket(visit: Any, site: Any) -> None:
    """Nobody answers the offer: after ten seconds the page takes the other way."""
    visitor = await visit(person=HEARING)
    page = await joined_with_microphone(visitor)
    await site.room.hears("offer")
    hello = await site.room.hears("hello", 2, within_s=20)
    assert hello["audio"] == "socket"
    assert hello["resume"]["person"] == "p1"
    await expect(page.locator(".notice")).to_contain_text("cannot hear them here")


async def test_sound_that_the_browser_refuses_waits_for_a_touch(
    visit: Any, site: Any, peer: Answering
) -> None:
    visitor = await visit(person=HEARING)
    await visitor.page.add_init_script("""
      const play = HTMLMediaElement.prototype.play;
      let refused = false;
      HTMLMediaElement.prototype.play = function () {
        if (refused) return play.call(this);
        refused = true;
        return Promise.reject(new DOMException("not yet", "NotAllowedError"));
      };""")
    page = await visitor.join()
    await site.room.hears("offer")
    await peer.answer()
    await page.get_by_role("button", name="Hear the others").click()
    await expect(page.locator(".notice")).to_have_count(0)


async def test_a_microphone_that_is_gone_is_asked_for_anew(visit: Any) -> None:
    visitor = await visit(person={**HEARING, "microphone": "0123456789abcdef"})
    page = await visitor.open()
    await page.click("text=Turn on the microphone")
    await expect(page.get_by_text("is not connected. Choose another")).to_be_visible()
    await page.click("text=Try again")
    await expect(page.get_by_text("Your microphone works.")).to_be_visible()


async def test_a_computer_without_microphone_says_so(
    visit: Any, site: Any, playwright: Playwright
) -> None:
    browser = await playwright.chromium.launch(
        executable_path=chromium_path(), args=["--no-sandbox"]
    )
    page = await (await visit(by=browser)).open()
    await page.click("text=Turn on the microphone")
    await expect(page.get_by_text("No microphone was found.")).to_be_visible()
    await page.click("#join-button")
    await expect(page.locator("#live-view")).to_be_visible()
    await browser.close()


async def test_a_microphone_without_sound_is_noticed(
    visit: Any, playwright: Playwright, tmp_path: Any
) -> None:
    with wave.open(str(tmp_path / "silence.wav"), "wb") as silence:
        silence.setparams((1, 2, 48_000, 0, "NONE", ""))
        silence.writeframes(bytes(2 * 48_000))
    arguments = (
        "--no-sandbox",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={tmp_path / 'silence.wav'}",
    )
    browser = await playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
    page = await (await visit(by=browser)).open()
    await page.click("text=Turn on the microphone")
    await expect(page.get_by_text("Nothing is heard from this microphone")).to_be_visible(
        timeout=10_000
    )
    await browser.close()


async def test_a_microphone_that_is_unplugged_is_told(visit: Any, site: Any) -> None:
    visitor = await visit()
    await visitor.page.add_init_script("""
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (wish) => {
        window.given = await ask(wish);
        return window.given;
      };""")
    page = await joined_with_microphone(visitor)
    assert (await site.room.hears("mute"))["muted"] is False
    await page.evaluate("window.given.getAudioTracks()[0].dispatchEvent(new Event('ended'))")
    await expect(page.locator(".notice")).to_contain_text("The microphone was disconnected")
    assert (await site.room.hears("mute", 2))["muted"] is True
    await page.locator(".notice").get_by_role("button", name="Choose a microphone").click()
    assert (await site.room.hears("mute", 3))["muted"] is False


async def test_who_joins_to_read_can_speak_later(visit: Any, site: Any) -> None:
    page = await (await visit()).join()
    assert site.room.said("hello")[-1]["audio"] == "none"
    await page.click("#mute")
    hello = await site.room.hears("hello", 2)
    assert hello["audio"] == "webrtc"
    await site.room.hears("mute", 2)
    assert [each["muted"] for each in site.room.said("mute")] == [True, False]
    await expect(page.locator("#mute")).to_have_text("Mute")
