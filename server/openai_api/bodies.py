"""Bodies of requests, read under limits: of size, of time between pieces, of parts.

A file stays in memory, and the name that it is sent with is not even looked at.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from server.openai_api.errors import ApiError, invalid
from server.refusal import Refused
from server.wire.openai import TranscriptionFields

__all__ = ["Upload", "read_json", "read_upload"]

_MB = 1_000_000
_MOST_JSON_BYTES = 256 * 1024
_MOST_FIELD_BYTES = 64 * 1024
_MOST_FIELDS = 256
_PATIENCE_S = 30.0
"""How long the next piece of a body may take."""
_MOST_UPLOADS = 16
"""Recordings that come in at the same time: each is kept in memory."""
_LISTS = ("timestamp_granularities", "include", "languages", "keywords")

Body = TypeVar("Body", bound=BaseModel)


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """A form with a recording."""

    content: bytes
    fields: TranscriptionFields


async def read_json(request: Request, kind: type[Body]) -> Body:
    """A JSON body. Raises `ApiError`, or pydantic's `ValidationError`."""
    if "json" not in request.headers.get("content-type", "application/json"):
        raise ApiError(415, "the body must be JSON (application/json)")
    content = bytearray()
    async for piece in _pieces(request, _MOST_JSON_BYTES):
        content += piece
    return kind.model_validate_json(bytes(content))


async def read_upload(request: Request, most_mb: int) -> Upload:
    """A form with a `file`. Raises `ApiError`, or pydantic's `ValidationError`."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ApiError(415, "the body must be a form with a file (multipart/form-data)")
    parser = _InMemory(
        request.headers,
        _pieces(request, most_mb * _MB),
        max_files=1,
        max_fields=_MOST_FIELDS,
        max_part_size=_MOST_FIELD_BYTES,
    )
    with closing(parser), _incoming:
        try:
            form = await parser.parse()
        except MultiPartException as error:
            raise invalid(f"the form cannot be read: {error.message}") from error
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise invalid("the form has no file", "file", "missing_required_parameter")
        content = await file.read()
    if not content:
        raise invalid("the file is empty", "file", "invalid_audio")
    given = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return Upload(content, _fields(given))


class _Incoming:
    """Counts the recordings that are coming in."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> None:
        if self.count >= _MOST_UPLOADS:
            raise Refused("busy", "too many recordings are being sent", retry_s=10.0)
        self.count += 1

    def __exit__(self, *reason: object) -> None:
        self.count -= 1


_incoming = _Incoming()


class _InMemory(MultiPartParser):
    spool_max_size = 0
    """Never to a disk."""

    def close(self) -> None:
        """Free the files, also those of a form that broke off."""
        for file in self._files_to_close_on_error:
            file.close()


async def _pieces(request: Request, most_bytes: int) -> AsyncGenerator[bytes, None]:
    left = most_bytes
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                piece = await anext(stream, None)
        except TimeoutError as error:
            raise ApiError(408, f"nothing came for {_PATIENCE_S:.0f} s") from error
        if piece is None:
            return
        left -= len(piece)
        if left < 0:
            message = f"a body may have {most_bytes} bytes at most"
            raise ApiError(413, message, code="too_large")
        yield piece


def _fields(given: list[tuple[str, str]]) -> TranscriptionFields:
    """Lists are sent as `name[]` again and again."""
    fields: dict[str, object] = {}
    for sent_as, value in given:
        name = sent_as.removesuffix("[]")
        if name in _LISTS:
            known = fields.setdefault(name, [])
            assert isinstance(known, list)
            known.append(value)
        elif value != "":
            fields[name] = value
    return TranscriptionFields.model_validate(fields)
