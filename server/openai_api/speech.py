"""The route that speaks, and that which says what can be asked for."""

import asyncio
import base64
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request, Response

from audio_io.encoder import ENCODINGS, open_encoder
from configs.errors import DragomanError
from server.engines import Pool
from server.openai_api import sse
from server.openai_api.bodies import read_json
from server.openai_api.door import enter
from server.openai_api.errors import ERRORS, ApiRoute
from server.openai_api.names import MODELS, check_model
from server.spoken import Speech, find_speech, spoken
from server.wire.openai import Model, ModelList, SpeechBody

__all__ = ["router"]

router = APIRouter(route_class=ApiRoute, tags=["openai"])
_encoding = ThreadPoolExecutor(1, thread_name_prefix="encode")
_VOICES = frozenset(
    {
        *("alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova"),
        *("onyx", "sage", "shimmer", "verse"),
    }
)
"""OpenAI's voices: for us they mean the best one for the language."""
_CREATED = 1_767_225_600
"""When these names were given: the beginning of 2026."""

_SPEECH: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Sound, or events with sound in them",
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in (
                *sorted({encoding.media_type for encoding in ENCODINGS.values()}),
                "text/event-stream",
            )
        },
    },
    **ERRORS,
}


@router.post(
    "/v1/audio/speech",
    response_class=Response,
    responses=_SPEECH,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": SpeechBody.model_json_schema()}},
        }
    },
)
async def speak(request: Request) -> Response:
    """A text as speech; its first clause leaves while the others are still being made."""
    services = enter(request)
    body = await read_json(request, SpeechBody)
    check_model(body.model, "speak")
    voice = None if body.voice_name in _VOICES else body.voice_name
    speech = await find_speech(
        services.pool, body.input, language=body.language, voice=voice, rate=body.speed
    )
    pieces = _encoded(services.pool, speech, body.response_format)
    first = await anext(pieces)  # so that a voice which fails at once is an error, not a torso
    rest = _from(first, pieces)
    if body.stream_format == "sse":
        return sse.Streamed(_events(rest))
    return sse.Streamed(rest, ENCODINGS[body.response_format].media_type)


@router.get("/v1/models", responses={key: ERRORS[key] for key in (401, 403, 429)})
async def models(request: Request) -> ModelList:
    """Names that can be asked for."""
    enter(request)
    names = dict.fromkeys(name for known in MODELS.values() for name in known)
    return ModelList(data=[Model(id=name, created=_CREATED) for name in names])


@router.get("/v1/models/{name}", responses={key: ERRORS[key] for key in (401, 403, 404, 429)})
async def model(request: Request, name: str) -> Model:
    """Whether there is such a name."""
    enter(request)
    check_model(name, *MODELS)
    return Model(id=name, created=_CREATED)


async def _encoded(pool: Pool, speech: Speech, name: str) -> AsyncGenerator[bytes, None]:
    """The speech's bytes in this format; raises what the engine raises."""
    encoder = open_encoder(name, speech.sample_rate_hz)
    loop = asyncio.get_running_loop()
    async with aclosing(spoken(pool, speech)) as pieces:
        async for piece in pieces:
            if content := await loop.run_in_executor(_encoding, encoder.push, piece):
                yield content
    yield await loop.run_in_executor(_encoding, encoder.finish)


async def _from(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(rest):
        yield first
        async for piece in rest:
            yield piece


async def _events(pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                audio = base64.b64encode(piece).decode()
                yield sse.event({"type": "speech.audio.delta", "audio": audio})
    except DragomanError as error:
        yield sse.failure(error)
        return
    usage = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
    yield sse.event({"type": "speech.audio.done", "usage": usage})
