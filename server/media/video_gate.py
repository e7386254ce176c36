"""Which packets of a video are worth decoding.

A picture can be decoded only with all pictures since the last whole one (a key frame). While
nobody looks, nothing passes. Once somebody does, a whole picture is asked for, and everything
passes from its first packet on. Sans-I/O, apart from the clock handed in.
"""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Verdict", "VideoGate", "begins_whole_picture"]

ASK_AGAIN_S = 0.5
"""A request may be lost, and a sender may take its time; more often would only cost it bits."""

_H264_WHOLE = (5, 7)
_H264_AGGREGATE = 24
_H264_FRAGMENT = 28


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with a packet."""

    passes: bool
    is_first: bool
    """It is the first after a time when nothing passed."""
    asks: bool
    """Ask the sender for a whole picture."""


class VideoGate:
    """Open while somebody looks."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._watchers = 0
        self._flowing = False
        self._asked_s: float | None = None

    @property
    def is_watched(self) -> bool:
        """Whether anybody looks."""
        return self._watchers > 0

    def open(self) -> None:
        """One more looks."""
        self._watchers += 1

    def close(self) -> None:
        """One looks no more."""
        self._watchers -= 1
        if not self._watchers:
            self.wait_for_whole()
            self._asked_s = None

    def wait_for_whole(self) -> None:
        """Let nothing pass until the next whole picture."""
        self._flowing = False

    def judge(self, codec: str, payload: bytes) -> Verdict:
        """What to do with a packet of a codec (`VP8`, `H264`)."""
        if not self._watchers:
            return Verdict(passes=False, is_first=False, asks=False)
        if self._flowing:
            return Verdict(passes=True, is_first=False, asks=False)
        if begins_whole_picture(codec, payload):
            self._flowing = True
            return Verdict(passes=True, is_first=True, asks=False)
        return Verdict(passes=False, is_first=False, asks=self._is_time_to_ask())

    def _is_time_to_ask(self) -> bool:
        now_s = self._now_s()
        if self._asked_s is not None and now_s - self._asked_s < ASK_AGAIN_S:
            return False
        self._asked_s = now_s
        return True


def begins_whole_picture(codec: str, payload: bytes) -> bool:
    """Whether an RTP payload is the first of a key frame."""
    match codec.upper():
        case "VP8":
            return _begins_vp8(payload)
        case "H264":
            return _begins_h264(payload)
    return False


def _begins_vp8(payload: bytes) -> bool:
    """RFC 7741, sections 4.2 and 4.3: the start of partition 0, and its P bit is not set."""
    if not payload or payload[0] & 0x1F != 0x10:
        return False
    at = 1
    if payload[0] & 0x80:
        if len(payload) < 2:
            return False
        more = payload[1]
        at = 2
        if more & 0x80:
            at += 2 if payload[at : at + 1] >= b"\x80" else 1
        at += bool(more & 0x40) + bool(more & 0x30)
    return len(payload) > at and not payload[at] & 0x01


def _begins_h264(payload: bytes) -> bool:
    """RFC 6184, section 5.2: a parameter set or a picture without reference, alone or within."""
    if not payload:
        return False
    kind = payload[0] & 0x1F
    if kind in _H264_WHOLE:
        return True
    if kind == _H264_AGGREGATE:
        return len(payload) > 3 and payload[3] & 0x1F in _H264_WHOLE
    if kind == _H264_FRAGMENT:
        return len(payload) > 1 and bool(payload[1] & 0x80) and payload[1] & 0x1F in _H264_WHOLE
    return False
