"""Real speech through two real peers, with packets lost on the way."""

import asyncio
from dataclasses import dataclass

import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk, Samples
from audio_io.resample import resample
from bench.prompts import Prompt, find_prompts
from bench.sound import read_samples, trim
from bench.words import word_errors
from configs.errors import MissingPart
from configs.schema import AudioConfig
from server.media.opus_packet import OPUS_HZ
from server.media.peer import Peer
from server.media.quality import ConnectionQuality, QualityState
from server.media.sending import OutgoingSound
from tests.server.media.peers import Caller, Losses, Playback, closing, need_network, until
from translators.backends.faster_whisper import BACKEND
from translators.recognize import Window
from translators.registry import EngineContext

IDS = ("conf-getconfno", "vm-rec-busy", "demo-abouttotry", "vm-tocallback", "demo-congrats")
PAUSE = np.zeros(round(0.6 * SAMPLE_RATE_HZ), np.float32)
MOST_S = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Received:
    """What came of a talk at the other end."""

    samples: Samples
    lags_s: list[float]
    """Sent but not heard yet, many times a second."""
    lost: int
    state: QualityState


@pytest.fixture(scope="module")
def prompts() -> list[Prompt]:
    need_network()
    try:
        known = find_prompts("en")
    except MissingPart as error:
        pytest.skip(str(error))
    return [known[name] for name in IDS if name in known]


@pytest.fixture(scope="module")
def sounds(prompts: list[Prompt]) -> list[Samples]:
    return [trim(read_samples(prompt.path)) for prompt in prompts]


async def send(talk: Samples, loss: float) -> Received:
    """Play a talk (16 kHz) to a peer in real time."""
    peer, caller = Peer("ana", AudioConfig()), Caller()
    playback = Playback(np.zeros(0, np.float32))
    caller.pc.addTrack(OutgoingSound(playback.pull, caller.executor))
    lags_s: list[float] = []
    quality = ConnectionQuality()
    loop = asyncio.get_running_loop()
    async with closing(peer, caller):
        await caller.call(peer)
        await until(lambda: peer.sound.counters.received > 5)
        losses = Losses(caller.pc, loss)
        source = peer.sound.source()
        start_s = peer.sound.position_s
        playback.play(resample(talk, SAMPLE_RATE_HZ, OPUS_HZ))
        sent = playback.at
        until_s = len(talk) / SAMPLE_RATE_HZ
        told_s = 0.0
        state: QualityState = "good"

        def over() -> bool:
            nonlocal told_s, state
            heard_s = peer.sound.position_s - start_s
            lags_s.append((playback.at - sent) / OPUS_HZ - heard_s)
            if loop.time() - told_s > 1.0:
                told_s = loop.time()
                state = quality.update(peer.sound.counters, told_s).state
            return heard_s >= until_s + 0.2

        await until(over, patience_s=until_s + 30)
        peer.sound.end()
        pieces = [item.samples async for item in source if isinstance(item, AudioChunk)]
    return Received(np.concatenate(pieces), lags_s, losses.lost, state)


def joined(sounds: list[Samples]) -> Samples:
    return np.concatenate([part for sound in sounds for part in (sound, PAUSE)])


def aligned(heard: Samples, sent: Samples) -> float:
    """By how many seconds what was heard is later than what was sent."""
    size = 1 << int(np.ceil(np.log2(len(heard) + len(sent))))
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size))
    shift = int(np.argmax(np.fft.irfft(spectrum, size)))
    return (shift if shift < size // 2 else shift - size) / SAMPLE_RATE_HZ


@pytest.mark.slow
async def test_five_percent_of_loss_neither_shorten_nor_delay_what_is_heard(
    sounds: list[Samples],
) -> None:
    talk = joined(sounds)[: round(8 * SAMPLE_RATE_HZ)]
    clean, lossy = await asyncio.gather(send(talk, 0.0), send(talk, 0.05))
    assert clean.lost == 0
    assert lossy.lost >= 5
    assert lossy.state == "poor", "and people are told"
    assert clean.state == "good"
    for received in (clean, lossy):
        assert len(received.samples) / SAMPLE_RATE_HZ >= 8.0
        parts = np.array_split(np.arange(8 * SAMPLE_RATE_HZ), 4)
        shifts = [aligned(received.samples[: 9 * SAMPLE_RATE_HZ], _only(talk, p)) for p in parts]
        assert max(shifts) - min(shifts) < 0.02, f"every part is in its place: {shifts}"
        assert np.median(received.lags_s) < 0.3
        assert np.mean(received.lags_s[-50:]) < np.median(received.lags_s) + 0.2
    assert np.median(lossy.lags_s) < np.median(clean.lags_s) + 0.1


def _only(talk: Samples, part: "np.typing.NDArray[np.int64]") -> Samples:
    kept = np.zeros_like(talk)
    kept[part] = talk[part]
    return kept


@pytest.mark.slow
@pytest.mark.models
async def test_words_survive_five_percent_of_loss(
    store, prompts: list[Prompt], sounds: list[Samples]
) -> None:
    whisper = BACKEND.create({"model": "whisper-tiny.en"}, EngineContext(store, device="cpu"))
    talk, texts = [], []
    for prompt, sound in zip(prompts, sounds, strict=True):
        if sum(map(len, talk)) + len(sound) < MOST_S * SAMPLE_RATE_HZ:
            talk.append(sound)
            texts.append(prompt.text)
    received = await asyncio.gather(send(joined(talk), 0.0), send(joined(talk), 0.05))
    errors = []
    for each in received:
        window = Window(each.samples[: 28 * SAMPLE_RATE_HZ], 0.0, "en")
        text = whisper.recognize(window).text
        errors.append(word_errors([" ".join(texts)], [text], "en"))
    whisper.close()
    clean, lossy = errors
    assert clean.words >= 25
    assert clean.rate < 0.2
    assert received[1].lost > 20
    # In so few words one more than none is chance.
    assert lossy.errors <= max(1.5 * clean.errors, clean.errors + 1)
