"""OpenAI's own client and Wyoming's, unchanged, with real models on real voices."""

import asyncio
import base64
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import jiwer
import numpy as np
import pytest
from openai import AsyncOpenAI, OpenAI
from whisper_normalizer.basic import BasicTextNormalizer
from whisper_normalizer.english import EnglishTextNormalizer
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize, SynthesizeVoice

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.encoder import to_pcm16
from configs.load import load_config
from configs.schema import Config
from model_store.store import ModelStore
from server.engine_pool import EnginePool
from server.gateway.app import create_app
from server.openai_api.routes import router
from server.wyoming_api.serving import WyomingServer, wyoming
from tests.audio_io.fakes import s16, wav_bytes
from tests.dragoman.program import REAL, call
from tests.server.openai_api.conftest import KEY, services
from tests.server.serving import Served, serving

pytestmark = [pytest.mark.models, pytest.mark.shared, pytest.mark.slow]

CLIENT_HZ = 24_000
PATIENCE_S = 100
ENGLISH = "The library opens at nine in the morning, and it closes late in the evening."
PORTUGUESE = (
    "Bom dia a todos. O trem para Lisboa parte hoje da segunda plataforma, e os passageiros "
    "devem mostrar os bilhetes na entrada da estação. A viagem demora cerca de três horas."
)
_ITEM = "conversation.item.input_audio_transcription"
_MODELS = (
    *("whisper-tiny.en", "whisper-base", "firefox-en-pt", "firefox-pt-en"),
    *("kokoro-v1.0-int8", "kokoro-voices-ja"),
)


@pytest.fixture(scope="module")
def config(store: ModelStore) -> Config:
    for name in _MODELS:
        store.ensure(name)
    return load_config("light", user_file=None, environ={}).config


@pytest.fixture(scope="module")
def served(config: Config, store: ModelStore) -> Iterator[Served]:
    with (
        pooled(config, store) as pool,
        serving(create_app(services(pool, config), routers=(router,))) as server,
    ):
        yield server


@contextmanager
def pooled(config: Config, store: ModelStore) -> Iterator[EnginePool]:
    pool = EnginePool(config, store, now_s=time.monotonic, say=lambda line: None)
    yield pool
    pool.close()


@pytest.fixture
def openai(served: Served) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{served.url}/v1", api_key=KEY, max_retries=0) as asking:
        yield asking


@pytest.fixture(scope="module")
def jfk(shared: Path) -> tuple[Path, str]:
    speech = shared / "data" / "speech"
    return speech / "jfk.flac", (speech / "jfk.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def cities(shared: Path) -> tuple[Path, str]:
    """Longer than the sound that may wait for the recognizer."""
    speech = shared / "data" / "speech"
    text = (speech / "two_cities_16k.txt").read_text(encoding="utf-8")
    return speech / "two_cities_16k.wav", text


def word_error_rate(expected: str, heard: str, *, is_english: bool = True) -> float:
    plain = EnglishTextNormalizer() if is_english else BasicTextNormalizer()
    return float(jiwer.wer(plain(expected), plain(heard)))


def samples_of(path: Path, rate_hz: int = CLIENT_HZ) -> Samples:
    shape = av.AudioResampler(format="flt", layout="mono", rate=rate_hz)
    with av.open(str(path)) as container:
        frames = [part for frame in container.decode(audio=0) for part in shape.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def test_a_recording_gives_what_the_program_gives(
    openai: OpenAI, jfk: tuple[Path, str], tmp_path: Path
) -> None:
    path, expected = jfk
    answers = {
        name: openai.audio.transcriptions.create(
            file=path, model="whisper-1", language="en", response_format=name
        )
        for name in ("json", "srt", "vtt")
    }
    assert word_error_rate(expected, answers["json"].text) <= 0.1  # type: ignore[union-attr]
    arguments = ("captions", path, "--language", "en", "--pace", "fast", "--out", tmp_path)
    done = call(*arguments, "--profile", "light", module=REAL)
    assert done.status == 0, done.stderr
    for name in ("srt", "vtt"):
        assert answers[name] == (tmp_path / f"captions.en.{name}").read_text(encoding="utf-8")


def test_it_streams(openai: OpenAI, jfk: tuple[Path, str]) -> None:
    path, expected = jfk
    stream = openai.audio.transcriptions.create(
        file=path, model="gpt-transcribe", language="en", stream=True
    )
    events = list(stream)
    deltas = [event.delta for event in events if event.type == "transcript.text.delta"]
    assert events[-1].type == "transcript.text.done"
    assert "".join(deltas) == events[-1].text
    assert word_error_rate(expected, events[-1].text) <= 0.1


def test_times_of_words(openai: OpenAI, jfk: tuple[Path, str]) -> None:
    answer = openai.audio.transcriptions.create(
        file=jfk[0],
        model="whisper-1",
        response_format="verbose_json",
        timestamp_granularities=["word"],
    )
    assert answer.language == "english"
    assert answer.words is not None
    starts = [word.start for word in answer.words]
    assert starts == sorted(starts)
    assert 0 <= starts[0] < answer.words[-1].end <= answer.duration == pytest.approx(11.0, abs=0.1)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [(ENGLISH, "en", "mp3"), (PORTUGUESE, "pt", "opus"), (ENGLISH, "en", "wav")],
)
def test_speech_is_understood_again(openai: OpenAI, text: str, language: str, name: Any) -> None:
    spoken = openai.audio.speech.create(
        input=text, model="tts-1", voice="alloy", response_format=name
    )
    heard = openai.audio.transcriptions.create(
        file=(f"speech.{name}", spoken.content), model="whisper-1", language=language
    )
    assert word_error_rate(text, heard.text, is_english=language == "en") <= 0.2


@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")
def test_portuguese_becomes_english(openai: OpenAI) -> None:
    spoken = openai.audio.speech.create(input=PORTUGUESE, model="tts-1", voice="alloy")
    answer = openai.audio.translations.create(
        file=("speech.mp3", spoken.content), model="whisper-1", response_format="verbose_json"
    )
    assert answer.language == "english"
    assert "passengers" in answer.text.lower()


def encoded(samples: Samples) -> Iterator[str]:
    step = CLIENT_HZ // 5
    for at in range(0, len(samples), step):
        yield base64.b64encode(to_pcm16(samples[at : at + step])).decode()


async def until(connection: Any, kind: str) -> list[Any]:
    events: list[Any] = []
    async with asyncio.timeout(PATIENCE_S):
        while not events or events[-1].type != kind:
            events.append(await connection.recv())
            assert events[-1].type != "error", events[-1]
    return events


async def test_a_transcription_session(served: Served, cities: tuple[Path, str]) -> None:
    path, expected = cities
    async with (
        AsyncOpenAI(base_url=f"{served.url}/v1", api_key=KEY) as asking,
        asking.realtime.connect(model="gpt-realtime-whisper") as connection,
    ):
        heard = {"transcription": {"model": "whisper-1", "language": "en"}, "turn_detection": None}
        await connection.session.update(
            session={"type": "transcription", "audio": {"input": heard}}  # type: ignore[typeddict-item]
        )
        for audio in encoded(samples_of(path)):
            await connection.input_audio_buffer.append(audio=audio)
        await connection.input_audio_buffer.commit()
        events = await until(connection, f"{_ITEM}.completed")
    deltas = [event.delta for event in events if event.type == f"{_ITEM}.delta"]
    assert len(deltas) > 1
    assert "".join(deltas) == events[-1].transcript
    assert word_error_rate(expected, events[-1].transcript) <= 0.1


async def test_a_translation_session(served: Served, openai: OpenAI, jfk: tuple[Path, str]) -> None:
    async with (
        AsyncOpenAI(base_url=f"{served.url}/v1", api_key=KEY) as asking,
        asking.realtime.translations.connect(model="gpt-realtime-translate") as connection,
    ):
        await connection.session.update(
            session={
                "audio": {
                    "input": {"transcription": {"model": "whisper-1"}},
                    "output": {"language": "pt"},
                }
            }
        )
        for audio in encoded(samples_of(jfk[0])):
            await connection.session.input_audio_buffer.append(audio=audio)
        await connection.session.close()
        events = await until(connection, "session.closed")

    def said(kind: str) -> str:
        return "".join(event.delta for event in events if event.type == f"session.{kind}.delta")

    assert word_error_rate(jfk[1], said("input_transcript")) <= 0.2
    written = said("output_transcript")
    assert "país" in written
    frames = [
        base64.b64decode(event.delta)
        for event in events
        if event.type == "session.output_audio.delta"
    ]
    sound = np.frombuffer(b"".join(frames), "<i2").astype(np.float32) / 32768
    heard = openai.audio.transcriptions.create(
        file=("pt.wav", wav_bytes(s16(sound), rate_hz=CLIENT_HZ)),
        model="whisper-1",
        language="pt",
    )
    assert word_error_rate(written, heard.text, is_english=False) <= 0.25


@contextmanager
def wyoming_served(config: Config, store: ModelStore) -> Iterator[WyomingServer]:
    """In a thread: the client has the test's own loop."""
    started, ended = threading.Event(), threading.Event()
    found: list[WyomingServer] = []

    async def serve(pool: EnginePool) -> None:
        async with wyoming(
            services(pool, config), socket.create_server(("127.0.0.1", 0))
        ) as server:
            found.append(server)
            started.set()
            await asyncio.to_thread(ended.wait)

    with pooled(config, store) as pool:
        thread = threading.Thread(target=lambda: asyncio.run(serve(pool)))
        thread.start()
        assert started.wait(PATIENCE_S)
        try:
            yield found[0]
        finally:
            ended.set()
            thread.join()


async def test_wyoming(config: Config, store: ModelStore, cities: tuple[Path, str]) -> None:
    path, expected = cities
    sound = to_pcm16(samples_of(path, SAMPLE_RATE_HZ))
    with wyoming_served(config, store) as server:
        async with AsyncTcpClient("127.0.0.1", server.port, read_timeout=PATIENCE_S) as client:
            await client.write_event(Transcribe(language="en").event())
            await client.write_event(AudioStart(SAMPLE_RATE_HZ, 2, 1).event())
            for at in range(0, len(sound), 2048):
                chunk = AudioChunk(SAMPLE_RATE_HZ, 2, 1, sound[at : at + 2048])
                await client.write_event(chunk.event())
            await client.write_event(AudioStop().event())
            heard = await answer(client, "transcript")
            assert word_error_rate(expected, Transcript.from_event(heard[-1]).text) <= 0.1
            voice = SynthesizeVoice(language="en")
            await client.write_event(Synthesize(ENGLISH, voice=voice).event())
            spoken = await answer(client, "audio-stop")
    chunks = [AudioChunk.from_event(event) for event in spoken if event.type == "audio-chunk"]
    samples = np.frombuffer(b"".join(chunk.audio for chunk in chunks), "<i2")
    assert 3 < len(samples) / chunks[0].rate < 8
    assert np.abs(samples).max() > 1_000


async def answer(client: AsyncTcpClient, kind: str) -> list[Any]:
    events: list[Any] = []
    while not events or events[-1].type != kind:
        events.append(await client.read_event())
        assert events[-1] is not None
        assert events[-1].type != "error", events[-1]
    return events
