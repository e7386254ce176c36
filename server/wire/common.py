"""Bodies that every protocol of the server shares."""

from pydantic import BaseModel, ConfigDict

__all__ = ["ErrorBody", "ErrorDetail", "Strict"]


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
