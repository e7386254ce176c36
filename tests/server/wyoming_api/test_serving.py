"""The wyoming package's own client; a fake recognizer knows what is said when."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeVoice,
)

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.encoder import to_pcm16
from audio_io.resample import resample
from configs.errors import EngineError
from configs.schema import Config, ServerConfig
from server.wyoming_api.serving import WyomingServer, wyoming
from streaming.metrics import memory_mb
from tests.fakes import sentences, talk
from tests.ports import free_listener
from tests.server.openai_api.conftest import services
from tests.server.pools import Fakes

PATIENCE_S = 20


@pytest.fixture
async def fakes() -> AsyncIterator[Fakes]:
    fakes = Fakes()
    yield fakes
    fakes.pool.close()


@pytest.fixture
async def server(fakes: Fakes) -> AsyncIterator[WyomingServer]:
    config = Config(server=ServerConfig(idle_s=2.0))
    async with wyoming(services(fakes.pool, config, slots=2), free_listener()) as server:
        yield server


@pytest.fixture
async def client(server: WyomingServer) -> AsyncIterator[AsyncTcpClient]:
    async with AsyncTcpClient("127.0.0.1", server.port, read_timeout=PATIENCE_S) as client:
        yield client


async def ask(client: AsyncTcpClient, *values: Any) -> None:
    for value in values:
        await client.write_event(value.event())


async def until(client: AsyncTcpClient, kind: str) -> list[Event]:
    events: list[Event] = []
    while not events or events[-1].type != kind:
        event = await client.read_event()
        assert event is not None, [each.type for each in events]
        assert event.type != "error", event
        events.append(event)
    return events


def chunks(samples: Samples, rate_hz: int, width: int = 2, channels: int = 1) -> list[AudioChunk]:
    sound = resample(samples, SAMPLE_RATE_HZ, rate_hz)
    if width == 2:
        content = to_pcm16(np.repeat(sound, channels))
    else:
        content = (np.repeat(sound, channels) * (2**31 - 1)).astype("<i4").tobytes()
    step = 1024 * width * channels
    parts = [content[at : at + step] for at in range(0, len(content), step)]
    return [AudioChunk(rate_hz, width, channels, part) for part in parts]


async def say(
    client: AsyncTcpClient,
    samples: Samples,
    rate_hz: int = 16_000,
    width: int = 2,
    channels: int = 1,
) -> None:
    await ask(client, AudioStart(rate_hz, width, channels))
    await ask(client, *chunks(samples, rate_hz, width, channels))
    await ask(client, AudioStop())


async def test_it_tells_what_it_can(client: AsyncTcpClient) -> None:
    await ask(client, Describe())
    info = Info.from_event((await until(client, "info"))[-1])
    (heard,) = info.asr
    assert heard.models[0].languages == ["en", "es"]
    assert heard.supports_transcript_streaming
    (spoken,) = info.tts
    assert [voice.languages for voice in spoken.voices] == [["en"], ["es"], ["pt"]]
    assert spoken.supports_synthesize_streaming


async def test_ping(client: AsyncTcpClient) -> None:
    await ask(client, Ping("still there?"))
    assert Pong.from_event((await until(client, "pong"))[-1]).text == "still there?"


@pytest.mark.parametrize(
    ("rate_hz", "width", "channels"), [(16_000, 2, 1), (48_000, 2, 2), (22_050, 4, 1)]
)
async def test_speech_becomes_text(
    client: AsyncTcpClient, rate_hz: int, width: int, channels: int
) -> None:
    await ask(client, Transcribe(language="en-US"))
    await say(client, talk(9.0), rate_hz, width, channels)
    events = await until(client, "transcript-stop")
    assert events[0].type == "transcript-start"
    pieces = [event.data["text"] for event in events if event.type == "transcript-chunk"]
    whole = Transcript.from_event(events[-2])
    assert whole.text == "".join(pieces) == " ".join(sentences(9.0))
    assert whole.language == "en"
    assert len(pieces) > 1


async def test_one_connection_serves_many_utterances(client: AsyncTcpClient, fakes: Fakes) -> None:
    await ask(client, Transcribe(language="es", transcript_names=["fox"]))
    await say(client, talk(4.0))
    await until(client, "transcript-stop")
    assert (fakes.pool.asked[-1], fakes.recognizer.windows[-1].hotwords) == ("es", "fox")
    await say(client, np.zeros(SAMPLE_RATE_HZ, np.float32))
    events = await until(client, "transcript-stop")
    assert [event.type for event in events] == ["transcript-start", "transcript", "transcript-stop"]
    assert events[1].data["text"] == ""
    assert fakes.pool.asked[-1] == "auto"


def spoken_s(events: list[Event]) -> float:
    found = [AudioChunk.from_event(event) for event in events if event.type == "audio-chunk"]
    return sum(chunk.seconds for chunk in found)


async def test_text_becomes_speech(client: AsyncTcpClient, fakes: Fakes) -> None:
    text = "Good morning. How are you?"
    await ask(client, Synthesize(text, voice=SynthesizeVoice(language="en_GB")))
    events = await until(client, "audio-stop")
    assert AudioStart.from_event(events[0]).rate == 16_000
    assert spoken_s(events) == pytest.approx(0.02 * len(text), abs=0.05)
    assert [request.text.strip() for request in fakes.voice.requests] == [
        "Good morning.",
        "How are you?",
    ]


@pytest.mark.parametrize(
    ("voice", "language", "name"),
    [
        (SynthesizeVoice(name="dragoman-pt"), "pt", None),
        (SynthesizeVoice(language="es"), "es", None),
        (None, "en", None),
    ],
)
async def test_who_speaks(
    client: AsyncTcpClient, fakes: Fakes, voice: Any, language: str, name: str | None
) -> None:
    await ask(client, Synthesize("The weather is fine today.", voice=voice))
    await until(client, "audio-stop")
    assert (fakes.voice.requests[-1].language, fakes.voice.requests[-1].voice) == (language, name)


async def test_speech_begins_while_the_text_is_still_written(client: AsyncTcpClient) -> None:
    voice = SynthesizeVoice(language="en")
    await ask(client, SynthesizeStart(voice=voice), SynthesizeChunk("Good mor"))
    await ask(client, SynthesizeChunk("ning. How"))
    first = await until(client, "audio-chunk")
    await ask(client, SynthesizeChunk(" are you?"), Synthesize("ignored", voice=voice))
    await ask(client, SynthesizeStop())
    rest = await until(client, "synthesize-stopped")
    assert rest[-2].type == "audio-stop"
    length = len("Good morning. How are you?")
    assert spoken_s([*first, *rest]) == pytest.approx(0.02 * length, abs=0.05)


async def error_after(client: AsyncTcpClient, *values: Any) -> Error:
    """What the server says before it hangs up."""
    await ask(client, *values)
    found: Event | None = None
    while (event := await client.read_event()) is not None:
        found = event
    assert found is not None
    return Error.from_event(found)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((AudioStop(),), "audio-stop without audio-start"),
        ((AudioStart(1, 2, 1),), "rate"),
        ((AudioStart(16_000, 3, 1),), "3 bytes"),
        ((AudioStart(16_000, 2, 1), AudioChunk(8_000, 2, 1, b"\0\0")), "format changes"),
        ((Transcribe(language="klingon"), AudioStart(16_000, 2, 1)), "unknown language"),
        ((Transcribe(language="de"), AudioStart(16_000, 2, 1)), "does not know the language"),
        ((Synthesize("Hello.", voice=SynthesizeVoice(language="de")),), "language 'de'"),
        ((Synthesize("Hello.", voice=SynthesizeVoice(name="../etc/passwd")),), "unknown voice"),
        ((Synthesize("x" * 20_000),), "text"),
        ((Synthesize("<speak/>", text_format="ssml"),), "ssml"),
    ],
)
async def test_mistakes_are_told(
    client: AsyncTcpClient, values: tuple[Any, ...], message: str
) -> None:
    assert message in (await error_after(client, *values)).text


async def test_an_engine_that_fails(client: AsyncTcpClient, fakes: Fakes) -> None:
    fakes.recognizer.errors = [EngineError("out of order")] * 9
    spoken = chunks(talk(4.0), 16_000)
    error = await error_after(client, AudioStart(16_000, 2, 1), *spoken, AudioStop())
    assert "out of order" in error.text
    fakes.recognizer.errors = []


async def test_a_full_server_refuses(server: WyomingServer) -> None:
    async with (
        AsyncTcpClient("127.0.0.1", server.port) as one,
        AsyncTcpClient("127.0.0.1", server.port) as two,
        AsyncTcpClient("127.0.0.1", server.port) as three,
    ):
        for client in (one, two):
            await ask(client, AudioStart(16_000, 2, 1), Ping())
            assert (await client.read_event()) is not None
        assert (await error_after(three, AudioStart(16_000, 2, 1))).code == "busy"
        await ask(one, AudioStop(), Ping())
        await until(one, "pong")
        async with AsyncTcpClient("127.0.0.1", server.port) as four:
            await say(four, talk(4.0))
            await until(four, "transcript-stop")


async def test_who_says_nothing_is_sent_away(client: AsyncTcpClient) -> None:
    async with asyncio.timeout(PATIENCE_S):
        assert await client.read_event() is None


async def raw(server: WyomingServer, content: bytes) -> bytes:
    """What the server answers to bytes, up to its hanging up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(content)
    writer.write_eof()
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@pytest.mark.parametrize(
    "head",
    [
        {"type": "audio-chunk", "payload_length": 10_000_000_000},
        {"type": "audio-chunk", "data_length": 10_000_000_000},
        {"type": "audio-chunk", "payload_length": -1},
        {"type": "audio-chunk", "payload_length": 1.5},
        {"type": "audio-chunk", "payload_length": True},
        {"type": "audio-chunk", "payload_length": "9"},
        {"type": 7},
        {"type": "ping", "data": [1]},
        {},
    ],
)
async def test_lengths_are_not_believed(server: WyomingServer, head: dict[str, Any]) -> None:
    before_mb = memory_mb()
    answer = await raw(server, json.dumps(head).encode() + b"\n" + b"\0" * 1000)
    assert json.loads(answer.splitlines()[0])["type"] == "error"
    assert memory_mb() - before_mb < 20


@pytest.mark.parametrize(
    "content",
    [
        b"\n",
        b"[" * 60_000 + b"\n",
        b'{"type": "ping"' + b" " * 100_000 + b"}\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        struct.pack(">I", 2**32 - 1) * 50,
        b'{"type": "ping", "data_length": 3}\n[1]',
    ],
)
async def test_what_is_no_event_is_refused(server: WyomingServer, content: bytes) -> None:
    answer = await raw(server, content)
    assert b'"error"' in answer or not answer
    assert b"pong" not in answer


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.builds(
                lambda kind, data: json.dumps({"type": kind, "data": data}).encode() + b"\n",
                st.sampled_from(
                    [
                        "transcribe",
                        "audio-start",
                        "audio-chunk",
                        "audio-stop",
                        "synthesize",
                        "synthesize-start",
                        "synthesize-chunk",
                        "synthesize-stop",
                        "ping",
                        "x",
                    ]
                ),
                st.dictionaries(
                    st.sampled_from(["text", "rate", "width", "channels", "voice", "language"]),
                    st.one_of(st.none(), st.integers(), st.text(max_size=9), st.just({})),
                ),
            ),
        ),
        max_size=6,
    )
)
async def test_no_peer_breaks_the_server(server: WyomingServer, parts: list[bytes]) -> None:
    await raw(server, b"".join(parts))
    async with AsyncTcpClient("127.0.0.1", server.port, read_timeout=PATIENCE_S) as client:
        await ask(client, Ping("x"))
        assert (await until(client, "pong"))[-1].type == "pong"


async def test_it_lets_who_is_speaking_finish(fakes: Fakes) -> None:
    of_server = services(fakes.pool)
    async with (
        wyoming(of_server, free_listener()) as server,
        AsyncTcpClient("127.0.0.1", server.port, read_timeout=PATIENCE_S) as client,
    ):
        await ask(client, AudioStart(16_000, 2, 1), Ping())
        await until(client, "pong")
        ending = asyncio.create_task(of_server.lifecycle.drain(PATIENCE_S))
        await ask(client, *chunks(talk(4.0), 16_000))
        assert not ending.done()
        await ask(client, AudioStop())
        events = await until(client, "transcript-stop")
        assert events[-2].data["text"] == sentences(4.0)[0]
        assert await ending
