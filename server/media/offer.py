"""Whether a peer's offer can be answered at all, seen before anything is set up for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiortc import RTCIceCandidate
from aiortc.sdp import MediaDescription, SessionDescription, candidate_from_sdp

from server.media.errors import BadCandidate, BadOffer, UnreadableOffer

__all__ = ["Offer", "parse_candidate", "parse_offer"]

MOST_OFFER_CHARS = 64 * 1024
MOST_CANDIDATES = 64
"""The server sends a packet to each address that a peer names; so there are not many."""
MOST_CANDIDATE_CHARS = 1024
KINDS = ("audio", "video", "application")
OPUS = "audio/opus"
PICTURES = ("video/vp8", "video/h264")


@dataclass(frozen=True, slots=True)
class Offer:
    """What an offer offers."""

    sdp: str
    kinds: frozenset[str]
    """Which of audio, video and application (data channels) it has; at most one of each."""
    ice_user: str
    """Changes when the peer wants to restart ICE."""
    candidates: int
    directions: Mapping[str, str]
    """By kind, what the peer wants to do: sendonly, recvonly, sendrecv or inactive."""


def parse_offer(sdp: str) -> Offer:
    """Read an offer; raises `BadOffer` with what is wrong with it."""
    if len(sdp) > MOST_OFFER_CHARS:
        raise BadOffer(f"it is longer than {MOST_OFFER_CHARS} characters")
    if not sdp.startswith("v=0"):
        raise UnreadableOffer("it is not a session description: it does not begin with v=0")
    try:
        description = SessionDescription.parse(sdp)
    except Exception as error:
        # The parser of aiortc asserts and indexes; whatever it raises, the text is to blame.
        raise UnreadableOffer("it is not a session description that can be read") from error
    media = description.media
    kinds = [each.kind for each in media]
    if not media:
        raise BadOffer("it has no media")
    for kind in kinds:
        if kind not in KINDS:
            raise BadOffer(f"it has media of an unknown kind, {kind[:20]!r}")
        if kinds.count(kind) > 1:
            raise BadOffer(f"it has more than one {kind}; one of each is taken")
    for each in media:
        _check_media(each)
    _check_bundle(description)
    candidates = sum(len(each.ice_candidates) for each in media)
    if candidates > MOST_CANDIDATES:
        raise BadOffer(f"it names {candidates} ICE candidates; {MOST_CANDIDATES} are taken")
    assert media[0].ice is not None, "_check_media saw it"
    directions = {each.kind: each.direction or "sendrecv" for each in media}
    ice_user = str(media[0].ice.usernameFragment)
    return Offer(sdp, frozenset(kinds), ice_user, candidates, directions)


def parse_candidate(candidate: str, sdp_mid: str | None, sdp_line: int | None) -> RTCIceCandidate:
    """Read a trickled ICE candidate, with or without `candidate:`; raises `BadCandidate`."""
    if len(candidate) > MOST_CANDIDATE_CHARS:
        raise BadCandidate("it is too long")
    try:
        parsed = candidate_from_sdp(candidate.strip().removeprefix("candidate:"))
    except (AssertionError, ValueError, IndexError) as error:
        raise BadCandidate("it cannot be read") from error
    if parsed.port is None or not 0 <= parsed.port <= 65535:
        raise BadCandidate("its port is out of range")
    parsed.sdpMid = sdp_mid
    parsed.sdpMLineIndex = sdp_line if sdp_line is not None or sdp_mid is not None else 0
    return parsed


def _check_media(media: MediaDescription) -> None:
    if media.ice is None or not media.ice.usernameFragment or not media.ice.password:
        raise BadOffer("it has no ICE user and password")
    if media.dtls is None or not media.dtls.fingerprints:
        raise BadOffer("it has no DTLS fingerprint")
    if media.dtls.role not in ("auto", "client", "server"):
        raise BadOffer("it has no DTLS role (a=setup)")
    if not media.rtp.muxId:
        raise BadOffer("its media have no names (a=mid)")
    if media.kind == "application":
        _check_channels(media)
        return
    if not media.rtcp_mux:
        raise BadOffer("it does not offer rtcp-mux")
    codecs = {codec.mimeType.lower() for codec in media.rtp.codecs}
    if media.kind == "audio" and OPUS not in codecs:
        raise BadOffer("its audio has no Opus")
    if media.kind == "video" and not codecs & set(PICTURES):
        raise BadOffer("its video has neither VP8 nor H.264")
    for codec in media.rtp.codecs:
        if codec.payloadType is None or not 0 <= codec.payloadType <= 127:
            raise BadOffer("it has a payload type out of range")


def _check_channels(media: MediaDescription) -> None:
    port: int | None = media.sctp_port
    if media.profile == "DTLS/SCTP":
        port = int(media.fmt[0]) if media.fmt and str(media.fmt[0]).isdigit() else None
    if port is None or not 0 < port < 65536:
        raise BadOffer("its data channels have no SCTP port")
    if media.sctpCapabilities is None:
        raise BadOffer("its data channels have no SCTP parameters")


def _check_bundle(description: SessionDescription) -> None:
    names = [media.rtp.muxId for media in description.media]
    if len(set(names)) != len(names):
        raise BadOffer("two of its media have one name (a=mid)")
    bundled = next((group for group in description.group if group.semantic == "BUNDLE"), None)
    if bundled is None and len(names) == 1:
        return
    # aiortc would take away a connection that is named twice, or that leads to no media.
    if bundled is None or sorted(map(str, bundled.items)) != sorted(names):
        raise BadOffer("its media are not bundled (a=group:BUNDLE)")
