import asyncio

import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.device_sink import DeviceSink, open_device_sink
from audio_io.half_duplex import ROOM_S, HalfDuplex
from audio_io.mic_source import MicSource
from configs.schema import AudioConfig, Config, RecognizeConfig, SpeakConfig
from streaming.engines import Engines
from streaming.events import Event, SpeechAudio
from streaming.session import Session
from streaming.speech import SpokenAudio
from streaming.transcript import Transcript
from tests.audio_io.fakes import FakeInputs, FakeOutputs, ManualClock, joined, listen, noise
from tests.fakes import FakeDetector, FakeRecognizer, FakeSynthesizer, FakeTranslator, talk

# The room's clock is much faster than the threads: nothing may be given up for being late.
CONFIG = Config(
    audio=AudioConfig(buffer_s=600.0),
    recognize=RecognizeConfig(language="en"),
    speak=SpeakConfig(most_behind_s=600.0),
)
BLOCK = 512
BLOCK_S = BLOCK / SAMPLE_RATE_HZ
DELAYS_S = 0.1 + 0.1
"""What the two fake devices hold back."""


async def test_the_microphone_is_silent_while_the_loudspeaker_sounds_and_a_little_longer() -> None:
    clock, inputs, outputs = ManualClock(), FakeInputs(), FakeOutputs()
    turns = HalfDuplex(inputs, outputs, clock)
    source = MicSource("", AudioConfig(), inputs=turns.inputs, clock=clock)
    listening = asyncio.create_task(listen(source))
    await inputs.until_opened()
    loudspeaker = await open_device_sink("", SAMPLE_RATE_HZ, queue_s=5.0, outputs=turns.outputs)
    await loudspeaker.write(noise(10 * BLOCK, seed=1))
    sound = noise(100 * BLOCK)
    for number in range(100):
        outputs.play(BLOCK)
        clock.advance(BLOCK_S)
        inputs.hear(sound[number * BLOCK : (number + 1) * BLOCK])
    source.stop()
    chunks, events = await listening
    await source.aclose()
    heard = joined(chunks)
    silent_s = 10 * BLOCK_S + DELAYS_S + ROOM_S
    silent = round(silent_s * SAMPLE_RATE_HZ)
    assert not events
    assert len(heard) == len(sound), "silence keeps the times true"
    assert not heard[:silent].any()
    assert np.array_equal(heard[silent + BLOCK :], sound[silent + BLOCK :])


async def test_silence_from_the_loudspeaker_is_no_reason_not_to_listen() -> None:
    clock, inputs, outputs = ManualClock(), FakeInputs(), FakeOutputs()
    turns = HalfDuplex(inputs, outputs, clock)
    source = MicSource("", AudioConfig(), inputs=turns.inputs, clock=clock)
    listening = asyncio.create_task(listen(source))
    await inputs.until_opened()
    await open_device_sink("", SAMPLE_RATE_HZ, queue_s=5.0, outputs=turns.outputs)
    outputs.play(BLOCK)
    clock.advance(BLOCK_S)
    inputs.hear(noise(BLOCK))
    source.stop()
    chunks, _ = await listening
    await source.aclose()
    assert np.array_equal(joined(chunks), noise(BLOCK))


class Room:
    """A microphone that hears a speaker and, a little later and just as loud, the loudspeaker."""

    ECHO_BLOCKS = 5

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.inputs = FakeInputs()
        self.outputs = FakeOutputs()
        self.echo_peak = 0.0

    def pass_block(self, said: Samples) -> None:
        self.outputs.play(BLOCK)
        self.clock.advance(BLOCK_S)
        played = self.outputs.played
        echo = played[-self.ECHO_BLOCKS] if len(played) >= self.ECHO_BLOCKS else np.zeros(BLOCK)
        self.echo_peak = max(self.echo_peak, float(echo.max()))
        self.inputs.hear((said + 4 * echo).astype(np.float32))


async def _close_after(running: "asyncio.Task[None]", loudspeaker: DeviceSink) -> None:
    await running
    await loudspeaker.close()


async def interpret(room: Room, *, takes_turns: bool) -> tuple[list[Event], FakeRecognizer]:
    """Say a sentence, wait until its translation was heard, and say another one."""
    turns = HalfDuplex(room.inputs, room.outputs, room.clock)
    inputs, outputs = (turns.inputs, turns.outputs) if takes_turns else (room.inputs, room.outputs)
    source = MicSource("", CONFIG.audio, inputs=inputs, clock=room.clock)
    loudspeaker = await open_device_sink("", 8_000, queue_s=60.0, outputs=outputs)

    async def play(spoken: SpokenAudio) -> None:
        await loudspeaker.write(spoken.chunk.samples)

    recognizer = FakeRecognizer()
    engines = Engines(recognizer, FakeDetector(), {"es": FakeTranslator()}, FakeSynthesizer())
    session = Session(
        CONFIG,
        source,
        engines,
        name="t",
        now_s=room.clock.now_s,
        is_live=True,
        play=play,
    )
    events: list[Event] = []

    async def run() -> None:
        async for event in session.events():
            events.append(event)  # noqa: PERF401 - they are looked at meanwhile

    running = asyncio.create_task(run())
    await room.inputs.until_opened()

    async def say(samples: Samples) -> None:
        for start in range(0, len(samples) - BLOCK + 1, BLOCK):
            room.pass_block(samples[start : start + BLOCK])
            await asyncio.sleep(0)

    def was_spoken() -> bool:
        states = [one.value.state for one in events if isinstance(one.value, SpeechAudio)]
        return "finished" in states and loudspeaker.queued_s == 0

    await say(talk(4.0))
    while not was_spoken():
        await say(np.zeros(BLOCK, np.float32))
    await say(np.zeros(2 * SAMPLE_RATE_HZ, np.float32))
    await say(talk(4.0))
    session.stop()
    closing = asyncio.create_task(_close_after(running, loudspeaker))
    while not closing.done():
        room.outputs.play(BLOCK)
        await asyncio.sleep(0)
    await closing
    return events, recognizer


def echo_in(recognizer: FakeRecognizer) -> float:
    """The loudest of our own voice in what was to be recognised: it is no tone but a level."""
    frames = [
        frame
        for window in recognizer.windows
        for frame in np.array_split(window.samples, max(1, len(window.samples) // 800))
    ]
    return max(float(frame.mean()) for frame in frames)


@pytest.mark.parametrize("takes_turns", [True, False])
async def test_our_own_voice_is_never_recognised(takes_turns: bool) -> None:
    room = Room()
    events, recognizer = await interpret(room, takes_turns=takes_turns)
    assert room.echo_peak > 0.05, "it came back"
    assert (echo_in(recognizer) < 0.1) == takes_turns
    finals = [
        one.value
        for one in events
        if isinstance(one.value, Transcript) and one.value.is_final and one.value.text
    ]
    assert len(finals) >= 2
    if takes_turns:
        assert len(finals) == 2, "what was said before and after, nothing between"
