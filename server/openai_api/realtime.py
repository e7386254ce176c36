"""The realtime sockets, and the short-lived keys for them."""

import asyncio
import time
from contextlib import ExitStack
from typing import Any

from fastapi import APIRouter, Request, WebSocket
from pydantic import ValidationError

from configs.errors import DragomanError
from server.access.access import bearer
from server.gateway.services import Services, services_of
from server.openai_api.bodies import read_json
from server.openai_api.client_secrets import PREFIX, Secret
from server.openai_api.door import enter, seat
from server.openai_api.errors import ERRORS, ApiRoute, as_api_error, invalid
from server.openai_api.names import check_model
from server.openai_api.socket import RealtimeSocket, new_id
from server.openai_api.state import STATE
from server.openai_api.transcription_session import TranscriptionSession
from server.openai_api.transcription_settings import TranscriptionSettings
from server.openai_api.translation_session import TranslationSession
from server.openai_api.translation_settings import TranslationSettings
from server.refusal import Refused
from server.wire.realtime import ClientSecretBody, TranscriptionUpdate, TranslationUpdate

__all__ = ["router"]

router = APIRouter(route_class=ApiRoute, tags=["openai"])
_LONGEST_S = 3600
"""How long a session may last."""
_KEY_PROTOCOL = "openai-insecure-api-key."
"""Browsers cannot set headers on a socket: they name the key as a subprotocol."""
_PROTOCOL = "realtime"
_EXPIRED = 4408


@router.websocket("/v1/realtime")
async def transcribe(websocket: WebSocket) -> None:
    """A transcription session."""
    await _serve(websocket, "transcription")


@router.websocket("/v1/realtime/translations")
async def translate(websocket: WebSocket) -> None:
    """A translation session."""
    await _serve(websocket, "translation")


def _secret_answer(kind: str) -> dict[str, Any]:
    body = ClientSecretBody.model_json_schema()
    return {
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "summary": f"A short-lived key for a {kind} session",
    }


@router.post(
    "/v1/realtime/client_secrets",
    responses=ERRORS,
    openapi_extra=_secret_answer("transcription"),
)
async def transcription_secret(request: Request) -> dict[str, Any]:
    """A key that a page may have."""
    return await _issue(request, "transcription")


@router.post(
    "/v1/realtime/translations/client_secrets",
    responses=ERRORS,
    openapi_extra=_secret_answer("translation"),
)
async def translation_secret(request: Request) -> dict[str, Any]:
    """A key that a page may have."""
    return await _issue(request, "translation")


async def _issue(request: Request, kind: str) -> dict[str, Any]:
    enter(request)
    body = await read_json(request, ClientSecretBody)
    settings = _settings(kind, None, body.session)
    value, secret = STATE.of(request).secrets.issue(
        kind, body.session, ttl_s=body.expires_after.seconds, now_s=time.time()
    )
    about = {"id": new_id("sess"), "expires_at": secret.expires_at}
    session = {**about, **settings.as_json()}
    return {"value": value, "expires_at": secret.expires_at, "session": session}


async def _serve(websocket: WebSocket, kind: str) -> None:
    """Everything that can be refused is refused before the socket is accepted."""
    with ExitStack() as stack:
        try:
            services, secret = _enter(websocket, kind)
            model = websocket.query_params.get("model")
            settings = _settings(kind, model, secret.session if secret else {})
            stack.enter_context(seat(services))
        except (DragomanError, ValidationError) as error:
            await _refuse(websocket, error)
            return
        protocols = websocket.scope.get("subprotocols", [])
        await websocket.accept(_PROTOCOL if _PROTOCOL in protocols else None)
        await _run(websocket, services, settings)


async def _run(
    websocket: WebSocket,
    services: Services,
    settings: TranscriptionSettings | TranslationSettings,
) -> None:
    socket = RealtimeSocket(websocket, idle_s=services.config.server.idle_s)
    expires_at = int(time.time()) + _LONGEST_S
    session: TranscriptionSession | TranslationSession
    if isinstance(settings, TranscriptionSettings):
        session = TranscriptionSession(socket, services, settings, expires_at=expires_at)
    else:
        session = TranslationSession(socket, services, settings, expires_at=expires_at)
    try:
        with STATE.of(websocket).opened(session):
            async with asyncio.timeout(_LONGEST_S):
                await session.run()
    except TimeoutError:
        await socket.fail(invalid("the session has lasted an hour", code="session_expired"))
        await socket.close(_EXPIRED)


def _settings(
    kind: str, model: str | None, given: Any
) -> TranscriptionSettings | TranslationSettings:
    """What a session begins with. Raises `DragomanError` or pydantic's `ValidationError`."""
    if kind == "translation":
        update = TranslationUpdate.model_validate(given)
        model = model or update.model or TranslationSettings().model
        check_model(model, "translate")
        return TranslationSettings(model=model).updated(update)
    if model is not None:
        check_model(model, "transcribe", "realtime")
    if given.get("type", "transcription") != "transcription":
        raise invalid("only transcription sessions are served here", "session.type")
    return TranscriptionSettings().updated(TranscriptionUpdate.model_validate(given))


def _enter(websocket: WebSocket, kind: str) -> tuple[Services, Secret | None]:
    """Who may come in: by a short-lived key, or by the server's own. Raises `Refused`."""
    key = _key(websocket)
    if not key.startswith(PREFIX):
        return enter(websocket, key), None
    secret = STATE.of(websocket).secrets.find(key, kind, now_s=time.time())
    if secret is None:
        raise Refused("bad_token", "this key is unknown or has expired")
    return services_of(websocket), secret


def _key(websocket: WebSocket) -> str:
    for protocol in websocket.scope.get("subprotocols", []):
        if protocol.startswith(_KEY_PROTOCOL):
            return str(protocol.removeprefix(_KEY_PROTOCOL))
    return bearer(websocket.headers.get("authorization"))


async def _refuse(websocket: WebSocket, error: Exception) -> None:
    if isinstance(error, Refused):
        services_of(websocket).meters.refused(error.code)
    await websocket.send_denial_response(as_api_error(error).response())
