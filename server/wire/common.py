"""Bodies that every protocol of the server shares."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from server.refusal import Refused

__all__ = ["ErrorBody", "ErrorDetail", "Strict", "read_message"]

_Message = TypeVar("_Message")
_LONGEST_COMPLAINT = 300


class Strict(BaseModel):
    """A body from outside: what is not known is refused, so that a misspelt wish is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ErrorDetail(BaseModel):
    """What went wrong: a code for programs, a line for people."""

    code: str
    message: str


class ErrorBody(BaseModel):
    """Every error of the server's own routes looks like this."""

    error: ErrorDetail


def read_message(kinds: TypeAdapter[_Message], text: str | bytes) -> _Message:
    """Read a socket's message. Raises `Refused` (bad_message), not repeating what was sent."""
    try:
        return kinds.validate_json(text)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in found["loc"])
        problem = f"{where}: {found['msg']}" if where else found["msg"]
        complaint = f"not a message: {problem}"[:_LONGEST_COMPLAINT]
        raise Refused("bad_message", complaint) from error
