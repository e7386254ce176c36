"""OpenAI's client has texts spoken; a fake voice takes 0.02 s for each letter."""

import base64
import io
import json
import threading

import av
import httpx
import numpy as np
import openai as sdk
import pytest
from openai import OpenAI

from tests.server.openai_api.conftest import KEY
from tests.server.pools import Fakes
from tests.server.serving import Served

TEXT = "Good morning. " * 5


def seconds(content: bytes, name: str) -> float:
    if name == "pcm":
        return len(content) / 2 / 24_000
    with av.open(io.BytesIO(content)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


@pytest.mark.parametrize("name", ["mp3", "opus", "aac", "flac", "wav", "pcm"])
def test_every_format(openai: OpenAI, name: str) -> None:
    answer = openai.audio.speech.create(
        input=TEXT,
        model="tts-1",
        voice="alloy",
        response_format=name,  # type: ignore[arg-type]
    )
    assert seconds(answer.content, name) == pytest.approx(0.02 * len(TEXT), abs=0.12)
    assert answer.response.headers["content-type"].startswith("audio/")


def test_mp3_is_the_usual_format(openai: OpenAI) -> None:
    answer = openai.audio.speech.create(input="Hello.", model="tts-1-hd", voice="nova")
    assert answer.response.headers["content-type"] == "audio/mpeg"


@pytest.mark.parametrize(("speed", "own_rate"), [(0.25, 0.5), (1.5, 1.5), (4.0, 2.0)])
def test_speed(openai: OpenAI, fakes: Fakes, speed: float, own_rate: float) -> None:
    answer = openai.audio.speech.create(
        input=TEXT, model="tts-1", voice="alloy", response_format="pcm", speed=speed
    )
    assert fakes.voice.requests[-1].rate == own_rate
    expected_s = 0.02 * len(TEXT) / speed
    assert seconds(answer.content, "pcm") == pytest.approx(expected_s, rel=0.1)


def test_the_language_is_that_of_the_text(openai: OpenAI, fakes: Fakes) -> None:
    openai.audio.speech.create(input="Olá, tudo bem com você?", model="tts-1", voice="alloy")
    assert fakes.voice.requests[-1].language == "pt"
    openai.audio.speech.create(
        input="OK", model="tts-1", voice="fake", extra_body={"language": "Spanish"}
    )
    request = fakes.voice.requests[-1]
    assert (request.language, request.voice) == ("es", "fake")


def test_events(openai: OpenAI) -> None:
    with openai.audio.speech.with_streaming_response.create(
        input=TEXT,
        model="gpt-4o-mini-tts",
        voice="alloy",
        response_format="pcm",
        stream_format="sse",
    ) as answer:
        lines = [line for line in answer.iter_lines() if line.startswith("data: ")]
    events = [json.loads(line.removeprefix("data: ")) for line in lines]
    assert [event["type"] for event in events[:-1]] == ["speech.audio.delta"] * (len(events) - 1)
    assert events[-1]["type"] == "speech.audio.done"
    content = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    assert seconds(content, "pcm") == pytest.approx(0.02 * len(TEXT), abs=0.01)
    assert len(events) > 3


def test_the_first_sound_leaves_before_the_last_is_made(served: Served, fakes: Fakes) -> None:
    held = threading.Event()
    request = {"input": "x" * 100, "model": "tts-1", "voice": "alloy", "response_format": "pcm"}
    plain = fakes.voice.speak

    def slowly(asked: object) -> object:
        pieces = plain(asked)  # type: ignore[arg-type]
        yield next(pieces)
        assert held.wait(20)
        yield from pieces

    fakes.voice.speak = slowly  # type: ignore[method-assign, assignment]
    try:
        with httpx.stream(
            "POST",
            f"{served.url}/v1/audio/speech",
            json=request,
            headers={"Authorization": f"Bearer {KEY}"},
            timeout=20,
        ) as answer:
            pieces = answer.iter_bytes()
            early = next(pieces)
            assert np.any(np.frombuffer(early[: len(early) // 2 * 2], "<i2"))
            held.set()
            assert sum(map(len, pieces)) > 0
    finally:
        held.set()
        fakes.voice.speak = plain  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"input": ""}, "input"),
        ({"input": "x" * 4097}, "input"),
        ({"speed": 9.0}, "speed"),
        ({"response_format": "midi"}, "response_format"),
        ({"voice": "nobody"}, "voice"),
        ({"extra_body": {"language": "klingon"}}, "language"),
        ({"extra_body": {"language": "de"}}, "language"),
    ],
)
def test_a_wish_that_makes_no_sense(openai: OpenAI, fields: dict[str, object], param: str) -> None:
    wish = {"input": "Hello.", "model": "tts-1", "voice": "alloy", **fields}
    with pytest.raises(sdk.BadRequestError) as caught:
        openai.audio.speech.create(**wish)  # type: ignore[arg-type]
    assert caught.value.param == param


def test_a_voice_that_fails_is_an_error(openai: OpenAI, fakes: Fakes) -> None:
    fakes.voice.failures = 1
    with pytest.raises(sdk.InternalServerError, match="hoarse"):
        openai.audio.speech.create(input="Hello.", model="tts-1", voice="alloy")


def test_nothing_speakable_is_an_empty_file(openai: OpenAI) -> None:
    answer = openai.audio.speech.create(
        input=" ", model="tts-1", voice="alloy", response_format="wav"
    )
    assert answer.content[:4] == b"RIFF"


def test_models(openai: OpenAI) -> None:
    names = {model.id for model in openai.models.list()}
    assert {"whisper-1", "tts-1", "dragoman-transcribe"} <= names
    assert openai.models.retrieve("whisper-1").owned_by == "dragoman"
    with pytest.raises(sdk.NotFoundError):
        openai.models.retrieve("whisper-9")
