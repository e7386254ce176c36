"""Real voices, real models: English is spoken into a socket and read in Portuguese."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ
from bench.prompts import find_prompts
from bench.talk import join_talk
from bench.words import word_errors
from configs.errors import MissingPart
from configs.load import load_config
from configs.schema import Config
from model_store.store import ModelStore
from server.engine_pool import EnginePool
from tests.server.site import Site, member, site

PROMPTS = ("demo-congrats", "vm-options", "conf-errormenu", "demo-instruct")
TAIL_S = 1.5


@asynccontextmanager
async def real_site(store: ModelStore) -> AsyncIterator[Site]:
    options = ("server.requests_per_minute=0", "storage.retention=none")
    config: Config = load_config("light", user_file=None, environ={}, overrides=options).config
    for name in ("whisper-tiny.en", "firefox-en-pt"):
        store.ensure(name)
    pool = EnginePool(config, store, now_s=time.monotonic, say=lambda line: None)
    try:
        async with site(config, pool) as made:
            await pool.warm(("en",))
            yield made
    finally:
        pool.close()


@pytest.mark.slow
@pytest.mark.models
async def test_what_is_said_in_english_is_read_in_portuguese(store: ModelStore) -> None:
    try:
        prompts = find_prompts("en")
    except MissingPart as missing:
        pytest.skip(str(missing))
    chosen = [prompts[name] for name in PROMPTS if name in prompts][:2]
    talk = join_talk(chosen, seed=3)
    sound = np.concatenate([talk.samples, np.zeros(round(TAIL_S * SAMPLE_RATE_HZ), np.float32)])
    async with real_site(store) as where:
        room = await where.room()
        ana_wants = {"name": "Ana", "speaks": "en", "reads": ["en"], "audio": "socket"}
        ben_wants = {"name": "Ben", "speaks": "pt", "reads": ["en", "pt"]}
        async with (
            member(where, room, **ana_wants) as ana,
            member(where, room, **ben_wants) as ben,
        ):
            await ana.say(sound, realtime=True)
            await ana.send("mute", muted=True)
            async with asyncio.timeout(60):
                await ben.until(lambda me: me.events("session.ended"), 60)
            said = " ".join(ben.texts("transcript.final"))
            assert word_errors([talk.text], [said], "en").rate < 0.15
            read = " ".join(ben.texts("translation.final"))
            assert len(read.split()) > 0.6 * len(said.split())
            assert {" de ", " que ", " o "} & {f" {word} " for word in read.lower().split()}
            assert not ana.events("translation")
            assert len(ben.events("translation.partial")) > 0
            late_s = [
                event["elapsed_s"] - event["end_s"] for event in ben.events("translation.final")
            ]
            print("from the end of the speech to its translation:", [round(s, 2) for s in late_s])
