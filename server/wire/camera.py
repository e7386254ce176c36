"""The camera's protocol: bodies of its routes, and messages of its data channel."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from server.access.tokens import LONGEST_TTL_S
from server.refusal import Refused
from server.wire.common import Strict, read_message

__all__ = [
    "CHANNEL",
    "LONGEST_QUESTION",
    "MOST_MESSAGE_BYTES",
    "PING",
    "Ask",
    "CameraInfo",
    "CameraInvitation",
    "CameraMessage",
    "CameraOpened",
    "Give",
    "Hide",
    "InvitationRequest",
    "OpenCamera",
    "Pong",
    "Prefer",
    "Question",
    "SetVerbosity",
    "Speak",
    "parse",
]

CHANNEL = "narration"
"""The data channel that the page opens; all messages go over it, both ways."""
MOST_MESSAGE_BYTES = 8 * 1024
PING = '{"type":"ping"}'
"""Sent by the server every few seconds; the page answers with a pong."""

_LONGEST_SDP = 48 * 1024
LONGEST_QUESTION = 300
"""Characters."""
_Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
_Level = Annotated[int, Field(ge=1, le=3, strict=True)]
_Yes = Annotated[bool, Field(strict=True)]


class OpenCamera(Strict):
    """A camera that is to be narrated."""

    sdp: str = Field(
        max_length=_LONGEST_SDP,
        description="a WebRTC offer with video, a data channel and, to hear our voice, audio; "
        "with all its ICE candidates",
    )
    language: _Language = Field("en", description="what it is told in")
    verbosity: _Level = 2
    directions: Literal["clock", "sides"] = "clock"
    mirrored: bool = Field(
        False, description="the camera looks at the user: left and right are swapped"
    )
    aloud: bool = Field(False, description="by our own voice, in the audio that is offered")
    hidden: bool = Field(False, description="no picture is sent for now")
    noticed: bool = Field(
        False, description="the notice that it is no aid for navigation was told a moment ago"
    )


class CameraOpened(BaseModel):
    """The camera's session, and the answer to its offer."""

    session: str
    sdp: str


class CameraInfo(BaseModel):
    """What a page must know before it offers."""

    languages: list[str] = Field(description="in which can be told what is seen")
    voices: list[str] = Field(description="in which it can be spoken")
    ice_servers: list[dict[str, str]]


class InvitationRequest(Strict):
    """An invitation for somebody."""

    ttl_s: int = Field(3600, ge=1, le=LONGEST_TTL_S)


class CameraInvitation(BaseModel):
    """It opens the page; the token is behind the #."""

    token: str
    url: str


class _Message(BaseModel):
    """From a page; what is not known in it is left alone, so that newer pages can connect."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Give(_Message):
    """Something that is asked for by one button."""

    type: Literal["order"]
    order: Literal["repeat", "more", "stop", "ahead", "read"]


class SetVerbosity(_Message):
    """How much is told."""

    type: Literal["verbosity"]
    level: _Level


class Question(_Message):
    """A question or an order in the user's words."""

    type: Literal["question"]
    text: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)
    ]


class Ask(_Message):
    """The button for a question aloud is held, or was let go."""

    type: Literal["ask"]
    asking: _Yes


class Prefer(_Message):
    """Other wishes; what is left out stays as it is."""

    type: Literal["prefer"]
    language: _Language | None = None
    directions: Literal["clock", "sides"] | None = None
    mirrored: _Yes | None = None


class Speak(_Message):
    """By our own voice; or else by the page, for a screen reader."""

    type: Literal["voice"]
    on: _Yes


class Hide(_Message):
    """No picture is sent any more, or it is again."""

    type: Literal["hide"]
    hidden: _Yes


class Pong(_Message):
    """The answer to a ping."""

    type: Literal["pong"]


CameraMessage = Give | SetVerbosity | Question | Ask | Prefer | Speak | Hide | Pong
_adapter: TypeAdapter[CameraMessage] = TypeAdapter(
    Annotated[CameraMessage, Field(discriminator="type")]
)


def parse(text: str | bytes) -> CameraMessage:
    """Read a message. Raises `Refused` (bad_message), without repeating what was sent."""
    if not isinstance(text, str):
        raise Refused("bad_message", "a message is text")
    return read_message(_adapter, text)
