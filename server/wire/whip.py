"""Bodies and headers of WHIP and WHEP, but for session descriptions: `server.media` reads those."""

from dataclasses import dataclass

from configs.errors import DragomanError

__all__ = [
    "FRAGMENT",
    "MOST_FRAGMENT_BYTES",
    "MOST_OFFER_BYTES",
    "SDP",
    "BadFragment",
    "Fragment",
    "ice_link",
    "names_etag",
    "parse_fragment",
]

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
MOST_OFFER_BYTES = 48 * 1024
MOST_FRAGMENT_BYTES = 16 * 1024
_MOST_CANDIDATES = 32
"""In one fragment."""


class BadFragment(DragomanError):
    """A fragment of a session description that cannot be read."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the fragment cannot be read: {problem}")


@dataclass(frozen=True, slots=True)
class Fragment:
    """ICE candidates that came after the offer (RFC 8840)."""

    ice_user: str
    """Whose candidates they are; another one than in the offer wants ICE to begin anew."""
    candidates: tuple[tuple[str | None, str], ...]
    """The name of the media (`a=mid`), where it was given, and the candidate."""
    is_last: bool
    """No more will come."""


def parse_fragment(text: str) -> Fragment:
    """Read a fragment, without the candidates in it. Raises `BadFragment`."""
    ice_user, mid, is_last = "", None, False
    candidates: list[tuple[str | None, str]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip():
            continue
        if len(line) < 3 or line[1] != "=" or not line.isprintable():
            raise BadFragment(f"line {number} is no line of a session description")
        if line[0] == "m":
            mid = None
        name, _, value = line[2:].strip().partition(":") if line[0] == "a" else ("", "", "")
        match name:
            case "ice-ufrag":
                ice_user = value
            case "mid":
                mid = value
            case "candidate":
                candidates.append((mid, value))
            case "end-of-candidates":
                is_last = True
    if len(candidates) > _MOST_CANDIDATES:
        raise BadFragment(f"it has more than {_MOST_CANDIDATES} candidates")
    if not (ice_user or candidates or is_last):
        raise BadFragment("it says nothing about ICE")
    return Fragment(ice_user, tuple(candidates), is_last)


def names_etag(if_match: str, etag: str) -> bool:
    """Whether an `If-Match` header names this tag (without quotes); weak tags match nothing."""
    return f'"{etag}"' in (each.strip() for each in if_match.split(","))


def ice_link(urls: str, username: str = "", credential: str = "") -> str:
    """A `Link` header for a STUN or TURN server."""
    link = f'<{urls}>; rel="ice-server"'
    if not username:
        return link
    login = f"username={_quoted(username)}; credential={_quoted(credential)}"
    return f'{link}; {login}; credential-type="password"'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
