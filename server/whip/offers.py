"""Whether an offer is one to publish, or one to play."""

from typing import Literal

from server.media.errors import BadOffer
from server.media.offer import Offer, parse_offer

__all__ = ["Kind", "read_offer"]

Kind = Literal["whip", "whep"]
"""whip: sound comes in. whep: sound goes out."""

_DIRECTIONS = {"whip": ("sendonly", "sendrecv"), "whep": ("recvonly", "sendrecv")}
_WANTED = {"whip": "send", "whep": "receive"}


def read_offer(sdp: str, kind: Kind) -> Offer:
    """Read an offer that can be answered in all its parts.

    Raises `UnreadableOffer`, or `BadOffer` if it asks for what there is not. Players often ask for
    video by habit; there is none to play, and they are told so by the answer.
    """
    offer = parse_offer(sdp)
    if "application" in offer.kinds:
        raise BadOffer("it has a data channel, and nothing is sent over one here")
    if "audio" not in offer.kinds:
        raise BadOffer("it has no audio")
    for each, direction in offer.directions.items():
        if direction not in _DIRECTIONS[kind]:
            raise BadOffer(f"its {each} is {direction}, but it is to {_WANTED[kind]}")
    return offer
