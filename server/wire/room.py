"""The room protocol: messages of its socket, and bodies of the routes about rooms."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from server.access.tokens import LONGEST_TTL_S
from server.rooms.person import Wishes
from server.wire.common import Strict, read_message

__all__ = [
    "ROOM_NAME",
    "AskToSpeak",
    "Candidate",
    "ClientMessage",
    "CreateRoom",
    "EndTurn",
    "Hello",
    "Host",
    "Leave",
    "Mute",
    "Offer",
    "Ping",
    "Prefer",
    "Resume",
    "RoomCreated",
    "RoomInfo",
    "RoomList",
    "SearchHit",
    "SearchResults",
    "TokenCreated",
    "TokenRequest",
    "parse",
]

ROOM_NAME = r"^[a-z0-9-]{3,64}$"
"""What a room may be called: safe in a path, in a URL and in a file name."""

_LONGEST_SDP = 48 * 1024
_Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
_Spoken = Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}|auto)$")]
_Languages = Annotated[tuple[_Language, ...], Field(max_length=16)]
_Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
_Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
_Original = Literal["full", "under", "none"]


class _Message(BaseModel):
    """From a client; what is not known in it is left alone, so that newer pages can connect."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Resume(_Message):
    """Come back as somebody, after the last event that was seen."""

    person: _Id
    key: _Id
    seq: int = Field(0, ge=0, le=2**53)


class Hello(_Message):
    """The first message: who comes, and what they want."""

    type: Literal["hello"]
    token: str = Field("", max_length=2048)
    name: _Name = "Guest"
    speaks: _Spoken = "auto"
    reads: _Languages = ()
    hears: _Language | None = None
    original: _Original = "under"
    resume: Resume | None = None
    audio: Literal["webrtc", "socket", "none"] = "none"

    @property
    def wishes(self) -> Wishes:
        """What they want."""
        reads = tuple(dict.fromkeys(self.reads))
        return Wishes(self.name, self.speaks, reads, self.hears, self.original)


class Offer(_Message):
    """A WebRTC session description."""

    type: Literal["offer"]
    sdp: str = Field(max_length=_LONGEST_SDP)


class Candidate(_Message):
    """One of the client's addresses; None: these were all."""

    type: Literal["candidate"]
    candidate: str | None = Field(None, max_length=1024)
    sdpMid: str | None = Field(None, max_length=64)  # noqa: N815 - the name browsers use


class Prefer(_Message):
    """Other wishes; what is left out stays as it is."""

    type: Literal["prefer"]
    speaks: _Spoken | None = None
    reads: _Languages | None = None
    hears: _Language | None = None
    original: _Original | None = None

    def applied(self, wishes: Wishes) -> Wishes:
        """The wishes after this message; `hears` null is a wish of its own."""
        told = self.model_fields_set
        return Wishes(
            wishes.name,
            self.speaks or wishes.speaks,
            wishes.reads if self.reads is None else tuple(dict.fromkeys(self.reads)),
            self.hears if "hears" in told else wishes.hears,
            self.original or wishes.original,
        )


class Mute(_Message):
    """Turn the own microphone off or on."""

    type: Literal["mute"]
    muted: bool


class EndTurn(_Message):
    """What was said is complete: no need to wait for a silence."""

    type: Literal["end_turn"]


class Ping(_Message):
    """Answered at once, with the same `t`."""

    type: Literal["ping"]
    t: float | None = None


class Leave(_Message):
    """Go for good."""

    type: Literal["leave"]


class AskToSpeak(_Message):
    """Ask a host for the right to speak."""

    type: Literal["ask_to_speak"]


class Host(_Message):
    """What only hosts may do."""

    type: Literal["host"]
    action: Literal[
        "mute", "unmute", "remove", "lock", "unlock", "end", "languages", "who_may_speak", "allow"
    ]
    person: _Id | None = None
    languages: _Languages | None = None
    who: Literal["everyone", "hosts", "asked"] | None = None


ClientMessage = (
    Hello | Offer | Candidate | Prefer | Mute | EndTurn | Ping | Leave | AskToSpeak | Host
)
_adapter: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[ClientMessage, Field(discriminator="type")]
)


def parse(text: str | bytes) -> ClientMessage:
    """Read a message. Raises `Refused` (bad_message), without repeating what was sent."""
    return read_message(_adapter, text)


class CreateRoom(Strict):
    """A room to be opened; everything may be left out."""

    room: Annotated[str, StringConstraints(pattern=ROOM_NAME)] | None = Field(
        None, description="its name in links; without it, one that cannot be guessed"
    )
    languages: _Languages = Field((), description="languages of the room; none: all there are")
    secret: str = Field("", max_length=200, description="who has it may get join tokens")
    retention: str | None = Field(
        None, max_length=20, description="none, session, or days; at most what the server keeps"
    )


class RoomCreated(BaseModel):
    """A room that was opened."""

    room: str
    host_token: str
    join_url: str = Field(description="for the host; the token is behind the #")


class TokenRequest(Strict):
    """A join token for somebody."""

    role: Literal["host", "speaker", "listener"] = "speaker"
    ttl_s: int = Field(3600, ge=1, le=LONGEST_TTL_S)
    name: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    language: Literal[""] | _Spoken = Field(
        "", description="what a broadcast speaks (WHIP), if its address does not say it"
    )
    secret: str = Field(
        "", max_length=200, description="the room's secret, instead of a host token"
    )


class TokenCreated(BaseModel):
    """A join token."""

    token: str
    join_url: str


class RoomInfo(BaseModel):
    """A room, as somebody who may enter it sees it."""

    room: str
    people: int
    speaking: int
    locked: bool
    languages: list[str]
    seq: int


class RoomList(BaseModel):
    """The rooms of the server."""

    rooms: list[RoomInfo]


class SearchHit(BaseModel):
    """A sentence in which something was found."""

    seq: int
    at: str
    speaker: str
    name: str
    language: str
    text: str
    spans: list[tuple[int, int]] = Field(description="where the words are in the text: start, end")


class SearchResults(BaseModel):
    """The newest first."""

    hits: list[SearchHit]
