"""Opus packets: their lengths, what becomes of lost ones, and of noise."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.chunk import Samples
from server.media.opus_decoder import CONCEALED_SAMPLES, OpusDecoder
from server.media.opus_encoder import FRAME_SAMPLES, SILENT_FRAME, OpusEncoder
from server.media.opus_packet import LONGEST_SAMPLES, concealment, opus_samples
from tests import sounds
from tests.sounds import rms


def tone(frames: int) -> Samples:
    return sounds.tone(frames * FRAME_SAMPLES / 48_000, 48_000, hz=220, level=0.3)


def packets(samples: Samples) -> list[bytes]:
    encoder = OpusEncoder()
    starts = range(0, len(samples), FRAME_SAMPLES)
    return [encoder.encode(samples[start : start + FRAME_SAMPLES]) for start in starts]


def test_speech_goes_through() -> None:
    decoder = OpusDecoder()
    heard = np.concatenate([decoder.decode(packet) for packet in packets(tone(50))])
    assert len(heard) == 50 * FRAME_SAMPLES
    assert rms(heard[9600:]) == pytest.approx(rms(tone(50)), rel=0.1)


def test_the_known_silent_packet_is_silent() -> None:
    assert opus_samples(SILENT_FRAME) == FRAME_SAMPLES
    decoder = OpusDecoder()
    decoder.decode(packets(tone(1))[0])
    for _ in range(3):
        heard = decoder.decode(SILENT_FRAME)
    assert rms(heard) < 1e-4


def test_a_lost_packet_is_concealed_and_a_long_loss_fades() -> None:
    decoder = OpusDecoder()
    for packet in packets(tone(20)):
        decoder.decode(packet)
    assert rms(decoder.conceal(FRAME_SAMPLES)) > 0.1, "not a hole"
    long = decoder.conceal(48_000)
    assert len(long) == 48_000
    assert not np.any(long[CONCEALED_SAMPLES:])


def test_there_is_nothing_to_conceal_with_before_the_first_packet() -> None:
    assert not np.any(OpusDecoder().conceal(960))


@given(st.integers(0, 255), st.binary(max_size=30))
def test_lengths_are_those_that_the_decoder_gives(toc: int, rest: bytes) -> None:
    packet = bytes([toc]) + rest
    length = opus_samples(packet)
    assert length is None or 0 < length <= LONGEST_SAMPLES
    lost, frame = concealment(toc)
    assert opus_samples(lost) is None or opus_samples(lost) >= frame
    decoder = OpusDecoder()
    if length is not None:
        raw = decoder._decode(packet)
        assert raw is None or len(raw) == length
        assert len(decoder.decode(packet)) == length


def test_no_packet_of_noise_stops_the_decoder() -> None:
    dice, decoder = random.Random(5), OpusDecoder()
    good = packets(tone(40))
    for number in range(2000):
        noise = dice.randbytes(dice.randrange(0, 300))
        length = opus_samples(noise)
        if length is not None:
            heard = decoder.decode(noise)
            assert len(heard) == length
            assert np.isfinite(heard).all()
        if number % 50 == 0:
            decoder.conceal(dice.randrange(1, 20_000))
    heard = np.concatenate([decoder.decode(packet) for packet in good])
    assert rms(heard[9600:]) == pytest.approx(rms(tone(40)), rel=0.1), "speech is heard again"


def test_frames_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="960"):
        OpusEncoder().encode(np.zeros(100, np.float32))
