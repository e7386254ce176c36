"""OpenAI's client on the realtime sockets; a fake recognizer knows what is said when."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import openai as sdk
import pytest
import websockets
from openai import AsyncOpenAI

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.encoder import to_pcm16
from audio_io.resample import resample
from configs.errors import EngineError
from configs.schema import Config, ServerConfig
from server.gateway.app import create_app
from server.openai_api.routes import router
from tests.fakes import sentences, talk
from tests.server.openai_api.conftest import KEY, services
from tests.server.pools import Fakes
from tests.server.serving import Served, serving

CLIENT_HZ = 24_000
PATIENCE_S = 20
_ITEM = "conversation.item.input_audio_transcription"


@pytest.fixture
async def asking(served: Served) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=f"{served.url}/v1", api_key=KEY, max_retries=0) as client:
        yield client


def encoded(samples: Samples) -> str:
    return base64.b64encode(to_pcm16(resample(samples, SAMPLE_RATE_HZ, CLIENT_HZ))).decode()


async def say(connection: Any, samples: Samples, piece_s: float = 0.2) -> None:
    """Append it in pieces, as fast as the server takes them."""
    step = round(piece_s * SAMPLE_RATE_HZ)
    for at in range(0, len(samples), step):
        await connection.input_audio_buffer.append(audio=encoded(samples[at : at + step]))


async def until(connection: Any, kind: str, times: int = 1) -> list[Any]:
    """All events up to the one that is waited for."""
    events: list[Any] = []
    async with asyncio.timeout(PATIENCE_S):
        while sum(event.type == kind for event in events) < times:
            events.append(await connection.recv())
            assert kind == "error" or events[-1].type != "error", events[-1]
    return events


def transcription(**audio: Any) -> Any:
    return {"type": "transcription", "audio": {"input": audio}}


async def test_turns_that_the_server_finds(asking: AsyncOpenAI) -> None:
    async with asking.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        (created,) = await until(connection, "session.created")
        assert created.session.type == "transcription"
        assert created.session.audio.input.format.rate == CLIENT_HZ
        await say(connection, talk(9.0))
        events = await until(connection, f"{_ITEM}.completed", 2)
    completed = [event for event in events if event.type == f"{_ITEM}.completed"]
    assert [event.transcript for event in completed] == sentences(9.0)
    for event in completed:
        mine = [each for each in events if getattr(each, "item_id", "") == event.item_id]
        order = list(dict.fromkeys(each.type.rpartition(".")[2] for each in mine))
        assert [kind for kind in order if kind != "delta"] == [
            "speech_started",
            "speech_stopped",
            "committed",
            "completed",
        ]
        deltas = [each.delta for each in mine if each.type == f"{_ITEM}.delta"]
        assert "".join(deltas) == event.transcript
    starts = [each.audio_start_ms for each in events if each.type.endswith("speech_started")]
    assert starts == pytest.approx([500, 4500], abs=150)


async def test_turns_that_the_client_ends(asking: AsyncOpenAI) -> None:
    async with asking.realtime.connect(model="gpt-realtime-whisper") as connection:
        await connection.session.update(session=transcription(turn_detection=None))
        events = await until(connection, "session.updated")
        assert events[-1].session.audio.input.turn_detection is None
        spoken = talk(4.0)[: round(2.9 * SAMPLE_RATE_HZ)]  # up to the last word, no silence after
        await say(connection, spoken)
        await connection.input_audio_buffer.commit()
        first = await until(connection, f"{_ITEM}.completed")
        await say(connection, np.zeros(SAMPLE_RATE_HZ, np.float32))
        await connection.input_audio_buffer.commit()
        second = await until(connection, f"{_ITEM}.completed")
    assert [event.transcript for event in (first[-1], second[-1])] == [sentences(4.0)[0], ""]
    assert not [event for event in first if "speech_st" in event.type]
    committed = [each for each in (*first, *second) if each.type.endswith("committed")]
    assert [each.item_id for each in committed] == [first[-1].item_id, second[-1].item_id]
    assert committed[1].previous_item_id == committed[0].item_id


async def test_what_is_cleared_is_not_told(asking: AsyncOpenAI) -> None:
    async with asking.realtime.connect(model="gpt-realtime-whisper") as connection:
        await connection.session.update(session=transcription(turn_detection=None))
        await say(connection, talk(4.0)[: round(1.0 * SAMPLE_RATE_HZ)])
        await connection.input_audio_buffer.clear()
        await say(connection, np.zeros(SAMPLE_RATE_HZ, np.float32))
        await connection.input_audio_buffer.commit()
        events = await until(connection, f"{_ITEM}.completed")
    assert any(event.type == "input_audio_buffer.cleared" for event in events)
    assert events[-1].transcript == ""


async def test_settings_reach_the_recognizer(asking: AsyncOpenAI, fakes: Fakes) -> None:
    wish = {"model": "whisper-1", "language": "es", "prompt": "Hola.", "keywords": ["zorro"]}
    async with asking.realtime.connect(model="gpt-realtime") as connection:
        await connection.session.update(
            session={
                **transcription(transcription=wish, format={"type": "audio/pcm", "rate": 24_000}),
                "include": [f"item.{_ITEM.removeprefix('conversation.item.')}.logprobs"],
            }
        )
        updated = (await until(connection, "session.updated"))[-1]
        assert updated.session.audio.input.transcription.language == "es"
        await say(connection, talk(4.0))
        completed = (await until(connection, f"{_ITEM}.completed"))[-1]
    assert "".join(each.token for each in completed.logprobs[:2]) == " The quick"
    window = next(each for each in fakes.recognizer.windows[::-1] if each.prompt == "Hola.")
    assert (window.language, window.hotwords) == ("es", "zorro")


async def test_settings_that_change_between_two_turns(asking: AsyncOpenAI) -> None:
    async with asking.realtime.connect(model="gpt-realtime") as connection:
        await say(connection, talk(4.0)[: round(2.9 * SAMPLE_RATE_HZ)])
        await connection.session.update(session=transcription(transcription={"language": "es"}))
        events = await until(connection, "session.updated")
        assert [each.transcript for each in events if each.type.endswith("completed")] == sentences(
            4.0
        )
        await say(connection, talk(4.0))
        after = await until(connection, f"{_ITEM}.completed")
    started = next(each for each in after if each.type.endswith("speech_started"))
    assert started.audio_start_ms == pytest.approx(2900 + 500, abs=150)


async def test_telephone_sound(asking: AsyncOpenAI) -> None:
    """The server decodes what FFmpeg encoded."""
    import av

    samples = resample(talk(4.0), SAMPLE_RATE_HZ, 8000)
    encoder: Any = av.CodecContext.create("pcm_mulaw", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 8000, "mono", "s16"
    frame = av.AudioFrame.from_ndarray(
        np.frombuffer(to_pcm16(samples), "<i2")[np.newaxis, :], format="s16", layout="mono"
    )
    frame.sample_rate = 8000
    content = b"".join(bytes(packet) for packet in encoder.encode(frame))
    async with asking.realtime.connect(model="gpt-realtime") as connection:
        await connection.session.update(session=transcription(format={"type": "audio/pcmu"}))
        await connection.input_audio_buffer.append(audio=base64.b64encode(content).decode())
        completed = (await until(connection, f"{_ITEM}.completed"))[-1]
    assert completed.transcript == sentences(4.0)[0]


async def test_mistakes_are_events_and_the_session_goes_on(asking: AsyncOpenAI) -> None:
    mistakes: list[tuple[Any, str | None]] = [
        ({"type": "response.create"}, None),
        ({"type": "input_audio_buffer.append", "audio": "not base64!"}, "audio"),
        ({"type": "input_audio_buffer.commit"}, None),
        ({"type": "session.update", "session": {"type": "realtime"}}, None),
        (transcription_update(transcription={"language": "klingon"}), "language"),
        (transcription_update(transcription={"model": "../../etc/passwd"}), "model"),
        (transcription_update(turn_detection={"threshold": 7}), None),
        ([], None),
    ]
    async with asking.realtime.connect(model="gpt-realtime") as connection:
        for message, param in mistakes:
            await connection.send(message)
            error = (await until(connection, "error"))[-1].error
            assert error.message
            assert param is None or error.param == param
        await connection.send({"type": "input_audio_buffer.commit", "event_id": "mine"})
        assert (await until(connection, "error"))[-1].error.event_id == "mine"
        await say(connection, talk(4.0))
        completed = (await until(connection, f"{_ITEM}.completed"))[-1]
    assert completed.transcript == sentences(4.0)[0]


def transcription_update(**audio: Any) -> dict[str, Any]:
    return {"type": "session.update", "session": transcription(**audio)}


async def test_an_engine_that_fails_fails_its_items(asking: AsyncOpenAI, fakes: Fakes) -> None:
    async with asking.realtime.connect(model="gpt-realtime") as connection:
        fakes.recognizer.errors = [EngineError("out of order")] * 2
        # In one piece: what came after the failure would be heard anew.
        await connection.input_audio_buffer.append(audio=encoded(talk(4.0)[: 2 * SAMPLE_RATE_HZ]))
        events = await until(connection, "error")
        failed = next(each for each in events if each.type == f"{_ITEM}.failed")
        assert "out of order" in str(failed.error.message)
        fakes.recognizer.errors = []
        await say(connection, talk(4.0))
        completed = (await until(connection, f"{_ITEM}.completed"))[-1]
    assert completed.transcript == sentences(4.0)[0]


async def test_translation(asking: AsyncOpenAI) -> None:
    async with asking.realtime.translations.connect(model="gpt-realtime-translate") as connection:
        (created,) = await translated(connection, "session.created")
        assert created.session.type == "translation"
        await connection.session.update(
            session={
                "audio": {
                    "input": {"transcription": {"model": "whisper-1"}},
                    "output": {"language": "pt"},
                }
            }
        )
        events = await translated(connection, "session.updated")
        assert events[-1].session.audio.output.language == "pt"
        samples = talk(9.0)[: round(6.9 * SAMPLE_RATE_HZ)]  # up to the last word
        for at in range(0, len(samples), 3200):
            await connection.session.input_audio_buffer.append(
                audio=encoded(samples[at : at + 3200])
            )
        await connection.session.close()
        events = await translated(connection, "session.closed")
    said = "".join(each.delta for each in events if each.type == "session.input_transcript.delta")
    assert said == " ".join(sentences(8.0))
    written = [each.delta for each in events if each.type == "session.output_transcript.delta"]
    assert "".join(written) == " ".join(f"pt:{word}" for word in said.split())
    sound = [each for each in events if each.type == "session.output_audio.delta"]
    frames = [len(base64.b64decode(each.delta)) for each in sound]
    assert set(frames[:-1]) == {CLIENT_HZ // 5 * 2}
    assert (sound[0].format, sound[0].sample_rate, sound[0].channels) == ("pcm16", CLIENT_HZ, 1)
    assert all(each.elapsed_ms % 200 == 0 for each in events if hasattr(each, "elapsed_ms"))
    letters = sum(len(text.strip()) for text in written)
    assert sum(frames) / 2 / CLIENT_HZ == pytest.approx(0.02 * letters, rel=0.3)


async def translated(connection: Any, kind: str) -> list[Any]:
    return await until(connection, kind)


async def test_what_is_said_is_only_told_to_who_asked_for_it(asking: AsyncOpenAI) -> None:
    async with asking.realtime.translations.connect(model="dragoman-translate") as connection:
        await connection.session.update(session={"audio": {"output": {"language": "es"}}})
        await connection.session.input_audio_buffer.append(audio=encoded(talk(4.0)))
        await connection.session.close()
        events = await translated(connection, "session.closed")
    assert not [each for each in events if each.type == "session.input_transcript.delta"]
    assert [each for each in events if each.type == "session.output_transcript.delta"]


async def test_a_language_that_nobody_translates_into(asking: AsyncOpenAI) -> None:
    async with asking.realtime.translations.connect(model="dragoman-translate") as connection:
        await connection.session.update(session={"audio": {"output": {"language": "de"}}})
        await connection.session.input_audio_buffer.append(audio=encoded(talk(4.0)))
        error = (await until(connection, "error"))[-1].error
    assert error.code == "unsupported_language"


async def test_short_lived_keys(guarded: Served) -> None:
    async with AsyncOpenAI(base_url=f"{guarded.url}/v1", api_key=ADMIN) as owner:
        made = await owner.realtime.client_secrets.create(
            expires_after={"anchor": "created_at", "seconds": 60},
            session=transcription(transcription={"model": "whisper-1", "language": "es"}),
        )
        assert made.value.startswith("ek_")
        other = await owner.realtime.translations.client_secrets.create(
            session={"model": "gpt-realtime-translate", "audio": {"output": {"language": "pt"}}}
        )
    async with AsyncOpenAI(base_url=f"{guarded.url}/v1", api_key=made.value) as page:
        async with page.realtime.connect(model="gpt-realtime") as connection:
            (created,) = await until(connection, "session.created")
            assert created.session.audio.input.transcription.language == "es"
        with pytest.raises(sdk.AuthenticationError):
            await page.models.list()
    async with AsyncOpenAI(base_url=f"{guarded.url}/v1", api_key=other.value) as page:
        async with page.realtime.translations.connect(model="gpt-realtime-translate") as connection:
            (created,) = await until(connection, "session.created")
            assert created.session.audio.output.language == "pt"
        with pytest.raises(websockets.InvalidStatus):
            async with page.realtime.connect(model="gpt-realtime"):
                pass


ADMIN = "a secret of sixteen letters"


@pytest.fixture(scope="module")
def guarded(fakes: Fakes) -> Iterator[Served]:
    """A server with a key, one place, and little patience."""
    config = Config(server=ServerConfig(admin_token=ADMIN, idle_s=1.0))
    with serving(create_app(services(fakes.pool, config, slots=1), routers=(router,))) as server:
        yield server


async def refusal(url: str, **options: Any) -> int:
    with pytest.raises(websockets.InvalidStatus) as caught:
        async with websockets.connect(url, **options):
            pass
    return caught.value.response.status_code


async def test_nobody_gets_a_socket_without_a_key(guarded: Served) -> None:
    url = f"ws://127.0.0.1:{guarded.port}/v1/realtime"
    assert await refusal(url) == 401
    assert await refusal(url, additional_headers={"Authorization": "Bearer wrong"}) == 401
    key = {"Authorization": f"Bearer {ADMIN}"}
    assert await refusal(url, additional_headers=key, origin="https://evil.example") == 403
    assert await refusal(f"{url}?model=whisper-9", additional_headers=key) == 404
    for path in ("audio/transcriptions", "audio/translations", "audio/speech"):
        async with AsyncOpenAI(base_url=f"{guarded.url}/v1", api_key="x", max_retries=0) as other:
            with pytest.raises(sdk.AuthenticationError):
                await other.post(f"/{path}", cast_to=object, body={})


async def test_a_browser_names_its_key_as_a_protocol(guarded: Served) -> None:
    url = f"ws://127.0.0.1:{guarded.port}/v1/realtime"
    wrong = ["realtime", "openai-insecure-api-key.ek_wrong"]
    assert await refusal(url, subprotocols=wrong) == 401
    async with AsyncOpenAI(base_url=f"{guarded.url}/v1", api_key=ADMIN) as owner:
        made = await owner.realtime.client_secrets.create(session=transcription())
    right = ["realtime", f"openai-insecure-api-key.{made.value}"]
    async with websockets.connect(url, subprotocols=right) as socket:  # type: ignore[arg-type]
        assert socket.subprotocol == "realtime"


async def test_a_full_server_refuses_at_once(guarded: Served) -> None:
    url = f"ws://127.0.0.1:{guarded.port}/v1/realtime"
    key = {"Authorization": f"Bearer {ADMIN}"}
    async with websockets.connect(url, additional_headers=key) as socket:
        await socket.recv()
        assert await refusal(url, additional_headers=key) == 503


async def test_who_says_nothing_is_sent_away(guarded: Served) -> None:
    url = f"ws://127.0.0.1:{guarded.port}/v1/realtime"
    key = {"Authorization": f"Bearer {ADMIN}"}
    async with asyncio.timeout(PATIENCE_S), websockets.connect(url, additional_headers=key) as sent:
        with suppress(websockets.ConnectionClosed):
            async for message in sent:
                last = message
        assert "nothing was said for 1 s" in str(last)
        assert sent.close_code == 4408
