"""Routes that take a recording: what was said in it, and what that is in English."""

from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from configs.errors import DragomanError, EngineError, UnsupportedPair
from server.gateway.services import Services
from server.growing import Growing
from server.openai_api import hearing, sse
from server.openai_api.bodies import Upload, read_upload
from server.openai_api.door import enter, seat
from server.openai_api.errors import ERRORS, ApiRoute, invalid
from server.openai_api.gone import unless_gone
from server.openai_api.heard import Heard
from server.openai_api.hearing import ENGLISH, FROM_SOUND
from server.openai_api.names import check_model
from server.wire.openai import Transcription, TranscriptionFields, VerboseTranscription
from streaming.transcript import Transcript
from translators.languages import language_code

__all__ = ["router"]

router = APIRouter(route_class=ApiRoute, tags=["openai"])
_AUTO = "auto"
_LOGPROBS = "logprobs"
_MEDIA_TYPES = {"srt": "application/x-subrip", "vtt": "text/vtt"}


def _form(*names: str) -> dict[str, Any]:
    """The form, for the OpenAPI document."""
    schema = TranscriptionFields.model_json_schema()
    known = {name: schema["properties"][name] for name in names}
    properties = {"file": {"type": "string", "format": "binary"}, **known}
    body = {"type": "object", "required": ["file", "model"], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": body}}}}


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "In the format that was asked for",
        "model": VerboseTranscription | Transcription,
        "content": {"text/plain": {}, "text/vtt": {}, "application/x-subrip": {}},
    },
    **ERRORS,
}


@router.post(
    "/v1/audio/transcriptions",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra=_form(*TranscriptionFields.model_fields),
)
async def transcribe(request: Request) -> Response:
    """What was said in a recording."""
    services = enter(request)
    upload = await _upload(request, services)
    check_model(upload.fields.model, "transcribe")
    with ExitStack() as stack:
        stack.enter_context(seat(services))
        asked, duration_s = await _asked(services, upload)
        if not upload.fields.stream:
            heard = await unless_gone(request, _heard(services, asked, None))
            return _rendered(heard, duration_s, upload.fields)
        if upload.fields.response_format != "json":
            raise invalid("only json can be streamed", "response_format")
        # The place is given back when the last of it has been sent.
        events = _events(services, asked, duration_s)
        return sse.Streamed(events, leave=stack.pop_all().close)
    raise AssertionError("a context manager swallowed an error")


@router.post(
    "/v1/audio/translations",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra=_form("model", "prompt", "response_format", "temperature"),
)
async def translate(request: Request) -> Response:
    """What was said in a recording, in English."""
    services = enter(request)
    upload = await _upload(request, services)
    check_model(upload.fields.model, "transcribe", "translate")
    with seat(services):
        asked, duration_s = await _asked(services, upload)
        heard = await unless_gone(request, _translated(services, asked))
        return _rendered(heard, duration_s, upload.fields)


async def _upload(request: Request, services: Services) -> Upload:
    """What was sent; nothing is read while there is no place to hear it."""
    services.slots.check()
    return await read_upload(request, services.config.server.max_body_mb)


async def _asked(services: Services, upload: Upload) -> tuple[hearing.Request, float]:
    """What is to be heard, once it is known that it can be, and how long it is."""
    fields = upload.fields
    if fields.response_format == "diarized_json":
        raise invalid("speakers are not told apart here", "response_format")
    language = fields.language or (fields.languages[0] if len(fields.languages) == 1 else _AUTO)
    if language != _AUTO:
        language = language_code(language, "language")
    duration_s = await hearing.duration_s(upload.content, services.config.server.max_upload_s)
    asked = hearing.Request(upload.content, language, fields.prompt, tuple(fields.keywords))
    return asked, duration_s


async def _heard(services: Services, asked: hearing.Request, target: str | None) -> Heard:
    heard = Heard(ENGLISH if target == FROM_SOUND else target)
    async with aclosing(hearing.hear(services, asked, target)) as events:
        async for event in events:
            heard.take(event)
    return heard


async def _translated(services: Services, asked: hearing.Request) -> Heard:
    """By an engine that translates text; where none knows the language, by the recognizer."""
    try:
        return await _heard(services, asked, ENGLISH)
    except (EngineError, UnsupportedPair) as error:
        if not await hearing.translates_sound(services, asked.language):
            raise invalid(str(error), "file", "unsupported_language") from error
    return await _heard(services, asked, FROM_SOUND)


def _rendered(heard: Heard, duration_s: float, fields: TranscriptionFields) -> Response:
    match fields.response_format:
        case "text":
            return PlainTextResponse(f"{heard.text}\n")
        case "srt" | "vtt" as name:
            return Response(heard.captions(name), media_type=_MEDIA_TYPES[name])
        case "verbose_json":
            verbose = heard.verbose(duration_s, fields.timestamp_granularities)
            return JSONResponse(verbose.model_dump(exclude_none=True))
        case _:
            short = heard.short(duration_s, logprobs=_LOGPROBS in fields.include)
            return JSONResponse(short.model_dump(exclude_none=True))


async def _events(
    services: Services, asked: hearing.Request, duration_s: float
) -> AsyncGenerator[bytes, None]:
    heard, growing = Heard(), Growing()
    try:
        async with aclosing(hearing.hear(services, asked, None)) as events:
            async for event in events:
                heard.take(event)
                if isinstance(event.value, Transcript):
                    said = event.value
                    piece = growing.add(said.segment_id, said.stable, said.language)
                    if piece:
                        yield sse.event({"type": "transcript.text.delta", "delta": piece})
    except DragomanError as error:
        yield sse.failure(error)
        return
    done = heard.short(duration_s).model_dump(exclude_none=True, exclude={"usage"})
    yield sse.event({"type": "transcript.text.done", **done})
    yield sse.DONE
