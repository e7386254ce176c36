"""The call itself: a room, two browsers, and a talk that one of them says to the other."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from playwright.async_api import async_playwright

from audio_io.chunk import SAMPLE_RATE_HZ
from bench.calls.heard import LONGEST_WAY_S, Heard, heard
from bench.calls.participant import Participant, Wishes, participant
from bench.calls.program import Server, serving
from bench.calls.recording import found_at_s
from bench.peers.drivers.usage import used
from bench.sound import silence, write_wav
from bench.talk import Talk
from configs.errors import DragomanError

__all__ = ["HEARD", "Call", "hold_call"]

HEARD = "heard.wav"
LEAD_S = 12.0
"""Silence before the talk, in which the speaker joins."""
TAIL_S = 4.0
ANA = Wishes("Ana", "en", ("en",))


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """What came of it."""

    heard: Heard
    """By the one who listened."""
    captions: dict[str, list[str]]
    """What stood on the listener's page at the end, by language, from the oldest on."""
    sound: Path
    """What the listener heard, from the talk's first sample on: a WAV file."""
    server_cpu_s: float
    """What the server took for the talk."""


async def hold_call(
    talk: Talk,
    target: str,
    out: Path,
    *,
    pictures: Path | None = None,
    settings: Sequence[str] = (),
) -> Call:
    """Say a talk in a browser, and listen in another one, in real time.

    The folder `out` (an absolute path) gets the sound that was played and that was heard;
    `pictures` the two pages in the middle of the talk. Raises `DragomanError`.
    """
    wav = out / "microphone.wav"
    write_wav(wav, np.concatenate([silence(LEAD_S), talk.samples, silence(TAIL_S)]))
    options = [part for each in ("storage.retention=none", *settings) for part in ("--set", each)]
    ben = Wishes("Ben", target, (talk.language, target), hears=target, original="none")
    with serving("--profile", "light", *options) as server:
        async with (
            async_playwright() as playwright,
            participant(playwright, says=wav) as speaker,
            participant(playwright) as listener,
        ):
            await _meet(server, speaker, listener, ben)
            cpu_s = used(server.pid)[0]
            began_s = await _talk(talk, target, speaker, listener, pictures)
            await listener.has_come("session.ended")
            # What was synthesized last is still being heard.
            await _until_quiet(listener)
            sound = await listener.recording("sound")
            found = heard(await listener.events(), sound, began_s)
            write_wav(out / HEARD, found.sound)
            return Call(
                found,
                {code: await listener.captions(code) for code in ben.reads},
                out / HEARD,
                used(server.pid)[0] - cpu_s,
            )


async def _meet(
    server: Server, speaker: Participant, listener: Participant, wishes: Wishes
) -> None:
    """The speaker makes a room, and the listener comes by its link; then the speaker's microphone
    goes on.
    """
    await speaker.page.goto(server.url)
    await speaker.page.click("#make button")
    await speaker.page.wait_for_url("**/r/*")
    await listener.page.goto(speaker.page.url)
    await listener.fill_in(wishes)
    await listener.join()
    await listener.record_sound()
    await speaker.fill_in(ANA)
    await speaker.turn_on_microphone()
    switched_on_s = time.time()
    await speaker.join()
    if time.time() - switched_on_s > LEAD_S:
        raise DragomanError("the machine is too busy: the talk began before its speaker was in")


async def _talk(
    talk: Talk, target: str, speaker: Participant, listener: Participant, pictures: Path | None
) -> float:
    """Let the talk go by, and mute; the wall time of its first sample."""
    began_s = await _began_s(talk, speaker)
    middle_s = began_s + 0.6 * talk.duration_s
    await asyncio.sleep(max(0.0, middle_s - time.time()))
    if pictures is not None:
        await speaker.page.screenshot(path=pictures / f"call-{talk.language}.png")
        await listener.page.screenshot(path=pictures / f"call-{target}.png")
    await asyncio.sleep(max(0.0, began_s + talk.duration_s + 1.0 - time.time()))
    await speaker.page.click("#mute")
    return began_s


async def _began_s(talk: Talk, speaker: Participant) -> float:
    """From what the microphone gave while the first passage was said."""
    first = talk.passages[0]
    await asyncio.sleep(LEAD_S + first.end_s)
    recording = await speaker.recording("microphone")
    said = talk.samples[: round(first.end_s * SAMPLE_RATE_HZ)]
    return await asyncio.to_thread(found_at_s, recording, said)


async def _until_quiet(listener: Participant) -> None:
    """Until everything that was spoken has been heard, or would have been."""
    ends_s = [
        datetime.fromisoformat(event["at"]).timestamp() - event["elapsed_s"] + event["at_s"]
        for _, event in await listener.events()
        if event["type"] == "speech.audio"
    ]
    await asyncio.sleep(max(0.0, max(ends_s, default=0.0) + LONGEST_WAY_S - time.time()))
