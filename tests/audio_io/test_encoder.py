"""What is encoded is decoded again by FFmpeg, and must sound the same."""

import io

import av
import numpy as np
import pytest

from audio_io.chunk import Samples
from audio_io.encoder import ENCODED_HZ, ENCODINGS, open_encoder, to_pcm16
from audio_io.wav_header import read_wav_header
from configs.errors import ConfigError
from tests.sounds import loudest_hz, tone

TONE_HZ = 440.0
WITH_CONTAINER = ("mp3", "opus", "aac", "flac", "wav")


def encoded(name: str, samples: Samples, rate_hz: int, piece: int = 1000) -> list[bytes]:
    encoder = open_encoder(name, rate_hz)
    pieces = [encoder.push(samples[at : at + piece]) for at in range(0, len(samples), piece)]
    return [*pieces, encoder.finish()]


def decoded(content: bytes) -> tuple[Samples, int]:
    with av.open(io.BytesIO(content)) as container:
        frames = list(container.decode(audio=0))
    shape = av.AudioResampler(format="flt", layout="mono", rate=frames[0].sample_rate)
    parts = [part.to_ndarray()[0] for frame in frames for part in shape.resample(frame)]
    return np.concatenate(parts), frames[0].sample_rate


@pytest.mark.parametrize("name", WITH_CONTAINER)
@pytest.mark.parametrize("rate_hz", [22_050, 24_000])
def test_a_tone_comes_back(name: str, rate_hz: int) -> None:
    content = b"".join(encoded(name, tone(2.0, rate_hz), rate_hz))
    samples, decoded_hz = decoded(content)
    assert len(samples) / decoded_hz == pytest.approx(2.0, abs=0.12)
    middle = samples[decoded_hz // 2 : decoded_hz * 3 // 2]
    assert loudest_hz(middle, decoded_hz) == pytest.approx(TONE_HZ, abs=2)
    assert float(np.sqrt(np.mean(middle**2))) == pytest.approx(0.5 / np.sqrt(2), abs=0.03)


@pytest.mark.parametrize("name", [*WITH_CONTAINER, "pcm"])
def test_sound_leaves_long_before_the_end(name: str) -> None:
    pieces = encoded(name, tone(3.0, ENCODED_HZ), ENCODED_HZ)
    early = sum(map(len, pieces[: len(pieces) // 3]))
    assert early > 0.15 * sum(map(len, pieces))


def test_pcm_is_only_samples() -> None:
    samples = tone(0.5, ENCODED_HZ)
    content = b"".join(encoded("pcm", samples, ENCODED_HZ))
    assert content == to_pcm16(samples)
    assert len(content) == ENCODED_HZ


def test_samples_beyond_full_scale_are_cut_not_wrapped() -> None:
    loud = np.array([2.0, -2.0], dtype=np.float32)
    assert np.frombuffer(to_pcm16(loud), "<i2").tolist() == [32767, -32767]


def test_a_wav_stream_does_not_claim_a_length() -> None:
    header = read_wav_header(io.BytesIO(open_encoder("wav", 8000).finish()).read)
    assert (header.encoding, header.sample_rate_hz, header.channels) == ("s16le", 24_000, 1)
    assert header.data_bytes is None


@pytest.mark.parametrize("name", ["mp3", "opus", "aac", "flac"])
def test_nothing_at_all_is_still_a_file(name: str) -> None:
    samples, _ = decoded(open_encoder(name, ENCODED_HZ).finish())
    assert not np.any(np.abs(samples) > 0.01)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ConfigError, match="mp3"):
        open_encoder("wma", ENCODED_HZ)
    assert set(ENCODINGS) == {"mp3", "opus", "aac", "flac", "wav", "pcm"}
