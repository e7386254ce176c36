"""A page in a real Chromium plays a room over WHEP, with candidates that come after the offer."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from server.whip.line import is_live
from server.whip.routes import router
from tests.fakes import talk
from tests.server.media.peers import need_network, until
from tests.server.page.conftest import chromium_path
from tests.server.site import site
from tests.server.whip.clients import broadcast

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ARGUMENTS = ("--no-sandbox", "--autoplay-policy=no-user-gesture-required")
PLAY = """
async (path) => {
  const pc = new RTCPeerConnection()
  const held = [], statuses = []
  let send = (fragment) => held.push(fragment)
  pc.onicecandidate = ({ candidate }) => {
    const line = candidate?.candidate ? `a=${candidate.candidate}` : 'a=end-of-candidates'
    send(`a=mid:${candidate?.sdpMid ?? 0}\\r\\n${line}\\r\\n`)
  }
  pc.addTransceiver('audio', { direction: 'recvonly' })
  const track = new Promise((resolve) => { pc.ontrack = (event) => resolve(event.streams[0]) })
  await pc.setLocalDescription()
  const sdp = pc.localDescription.sdp
  const post = { method: 'POST', body: sdp, headers: { 'Content-Type': 'application/sdp' } }
  const made = await fetch(path, post)
  const session = made.headers.get('location')
  const headers = {
    'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': made.headers.get('etag'),
  }
  await pc.setRemoteDescription({ type: 'answer', sdp: await made.text() })
  send = async (body) => {
    statuses.push((await fetch(session, { method: 'PATCH', body, headers })).status)
  }
  for (const fragment of held) await send(fragment)
  const stream = await track
  const element = new Audio()
  element.muted = true
  element.srcObject = stream
  const audio = new AudioContext()
  const analyser = audio.createAnalyser()
  analyser.fftSize = 8192
  audio.createMediaStreamSource(stream).connect(analyser)
  const spectrum = new Float32Array(analyser.frequencyBinCount)
  let best = { hz: 0, db: -Infinity }
  for (let tries = 0; tries < 150 && best.db < -50; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    analyser.getFloatFrequencyData(spectrum)
    const bin = spectrum.indexOf(Math.max(...spectrum))
    best = { hz: bin * audio.sampleRate / analyser.fftSize, db: spectrum[bin] }
  }
  const deleted = (await fetch(session, { method: 'DELETE' })).status
  pc.close()
  return { status: made.status, offered: sdp.includes('a=candidate'), statuses, deleted, ...best }
}
"""


async def test_a_page_plays_a_broadcast(tmp_path: Path) -> None:
    need_network()
    path = chromium_path()
    async with site(routers=(router,)) as where, async_playwright() as playwright:
        name = await where.room()
        room = where.services.hall.room(name)
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = await browser.new_page()
        await page.goto(f"{where.url}/healthz")
        async with broadcast(f"{where.url}/whip/{name}", talk(30.0), tmp_path):
            await until(lambda: is_live(room))
            told = await page.evaluate(PLAY, f"/whep/{name}")
            assert told["status"] == 201
            assert not told["offered"], "the candidates came after the offer"
            assert len(told["statuses"]) >= 2
            assert set(told["statuses"]) == {204}
            assert told["hz"] == pytest.approx(220, abs=8), "the tone that is broadcast"
            assert told["deleted"] == 200
            assert len(room.state.people) == 1
        await browser.close()
