"""Which video packets pass."""

from fractions import Fraction

import pytest
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder
from av import VideoFrame
from hypothesis import given
from hypothesis import strategies as st

from server.media.video_gate import ASK_AGAIN_S, VideoGate, begins_whole_picture
from tests.clocks import Clock


def payloads(
    encoder: Vp8Encoder | H264Encoder, pictures: int, whole: set[int]
) -> list[list[bytes]]:
    made = []
    for number in range(pictures):
        frame = VideoFrame(320, 240, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([number * 9 % 256]) * plane.buffer_size)
        frame.pts = number * 3000
        frame.time_base = Fraction(1, 90_000)
        made.append(encoder.encode(frame, force_keyframe=number in whole)[0])
    return made


@pytest.mark.parametrize(("codec", "encoder"), [("VP8", Vp8Encoder), ("H264", H264Encoder)])
def test_real_encoders_key_frames_are_known(
    codec: str, encoder: type[Vp8Encoder] | type[H264Encoder]
) -> None:
    made = payloads(encoder(), 10, {0, 6})
    whole = [n for n, parts in enumerate(made) if begins_whole_picture(codec, parts[0])]
    assert whole == [0, 6]


@given(st.sampled_from(["VP8", "H264", "AV1", ""]), st.binary(max_size=12))
def test_any_payload_is_judged(codec: str, payload: bytes) -> None:
    assert begins_whole_picture(codec, payload) in (True, False)


KEY, DELTA = b"\x10\x00", b"\x10\x01"


def test_nothing_passes_until_somebody_looks_and_a_whole_picture_comes() -> None:
    clock = Clock()
    gate = VideoGate(clock)
    assert not gate.judge("VP8", KEY).passes
    assert not gate.judge("VP8", KEY).asks
    gate.open()
    first = gate.judge("VP8", DELTA)
    assert (first.passes, first.asks) == (False, True)
    assert not gate.judge("VP8", DELTA).asks, "not with every packet"
    clock.at_s += ASK_AGAIN_S
    assert gate.judge("VP8", DELTA).asks
    key = gate.judge("VP8", KEY)
    assert (key.passes, key.is_first) == (True, True)
    after = gate.judge("VP8", DELTA)
    assert (after.passes, after.is_first) == (True, False)
    gate.wait_for_whole()
    assert not gate.judge("VP8", DELTA).passes
    assert gate.judge("VP8", KEY).passes


def test_it_stays_open_until_the_last_one_leaves() -> None:
    gate = VideoGate(Clock())
    gate.open()
    gate.open()
    gate.judge("VP8", KEY)
    gate.close()
    assert gate.judge("VP8", DELTA).passes
    gate.close()
    assert not gate.is_watched
    assert not gate.judge("VP8", DELTA).passes
    gate.open()
    assert gate.judge("VP8", DELTA).asks, "a new look asks at once"
