"""Real voices, real models: FFmpeg's encoder broadcasts English; captions are read, and a player
hears Portuguese that another recognizer understands."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from faster_whisper import WhisperModel

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.resample import resample
from bench.prompts import find_prompts
from bench.talk import Talk, join_talk
from bench.words import word_errors
from configs.errors import MissingPart
from configs.load import load_config
from model_store.store import ModelStore
from server.engine_pool import EnginePool
from server.whip.line import is_live
from server.whip.routes import router
from tests.server.media.peers import need_network, until
from tests.server.site import Site, member, site
from tests.server.whip.clients import Player, broadcast, ended, player

# The broadcast takes as long as its talk, and on a busy machine its speech goes on after it.
pytestmark = [pytest.mark.slow, pytest.mark.models, pytest.mark.timeout(420)]

PROMPTS = ("demo-congrats", "vm-options", "conf-errormenu", "demo-instruct")
MODELS = ("whisper-tiny.en", "whisper-base", "firefox-en-pt", "kokoro-v1.0-int8")
TAIL_S = 2.0
QUIET_S = 3.0
MIX_HZ = 48_000


@asynccontextmanager
async def real_site(store: ModelStore) -> AsyncIterator[Site]:
    # Nothing is left to the captions alone, however slow the machine is today.
    patience = "speak.most_behind_s=600"
    options = ("server.requests_per_minute=0", "storage.retention=none", patience)
    config = load_config("light", user_file=None, environ={}, overrides=options).config
    for name in MODELS:
        store.ensure(name)
    pool = EnginePool(config, store, now_s=time.monotonic, say=lambda line: None)
    try:
        async with site(config, pool, routers=(router,)) as made:
            await pool.warm(("en",))
            await pool.translator("en", "pt")
            await pool.voice("pt")
            yield made
    finally:
        pool.close()


@pytest.fixture(scope="module")
def talk() -> Talk:
    try:
        prompts = find_prompts("en")
    except MissingPart as missing:
        pytest.skip(str(missing))
    return join_talk([prompts[name] for name in PROMPTS if name in prompts][:2], seed=3)


async def test_a_broadcast_is_read_and_its_interpretation_heard(
    store: ModelStore, talk: Talk, tmp_path: Path
) -> None:
    need_network()
    tail = np.zeros(round(TAIL_S * SAMPLE_RATE_HZ), np.float32)
    async with real_site(store) as where:
        name = await where.room()
        room = where.services.hall.room(name)
        url = f"{where.url}/whip/{name}?language=en&name=Broadcast"
        async with (
            member(where, name, name="Ben", speaks="pt", reads=["en", "pt"]) as ben,
            player(where.http) as listener,
            broadcast(url, np.concatenate([talk.samples, tail]), tmp_path) as encoder,
        ):
            await until(lambda: is_live(room))
            await listener.play(f"/whep/{name}?language=pt&original=none")
            assert await ended(encoder, talk.duration_s + 40) == ""
            await ben.until(lambda me: me.events("session.ended"), 120)
            await until(lambda: is_quiet(listener), 120)
            said = " ".join(ben.texts("transcript.final"))
            assert word_errors([talk.text], [said], "en").rate <= 0.15
            translated = " ".join(ben.texts("translation.final"))
    heard = recognized(store, np.concatenate(listener.heard))
    errors = word_errors([translated], [heard], "pt")
    print(f"heard in Portuguese: {errors.errors} of {errors.words} words wrong")
    assert errors.rate <= 0.2, f"{translated!r} was heard as {heard!r}"


def is_quiet(listener: Player) -> bool:
    """Whether nothing was heard for some seconds."""
    newest = listener.heard[-round(QUIET_S * 50) :]
    return float(np.abs(np.concatenate(newest)).max()) < 0.001


def recognized(store: ModelStore, samples: Samples) -> str:
    ears = WhisperModel(str(store.ensure("whisper-base")), device="cpu", compute_type="int8")
    segments, _ = ears.transcribe(
        resample(samples, MIX_HZ, SAMPLE_RATE_HZ), language="pt", vad_filter=True
    )
    return " ".join(segment.text.strip() for segment in segments)
