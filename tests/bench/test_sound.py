from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from bench.sound import read_samples, speech_spans, trim, with_noise, write_wav
from configs.errors import BadAudio


def _voice(seconds: float, loudness: float = 0.3) -> Samples:
    t = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (loudness * np.sin(2 * np.pi * 220 * t)).astype(np.float32)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), dtype=np.float32)


TWO = np.concatenate([_silence(0.4), _voice(1.0), _silence(0.3), _voice(0.5, 0.05), _silence(0.2)])


def test_spans_are_where_the_voice_is() -> None:
    spans = speech_spans(TWO, pause_s=0.2)
    assert np.array(spans) == pytest.approx(np.array([(0.4, 1.4), (1.7, 2.2)]), abs=0.011)


def test_a_short_silence_ends_nothing() -> None:
    assert np.array(speech_spans(TWO, pause_s=0.5)) == pytest.approx(
        np.array([(0.4, 2.2)]), abs=0.011
    )


def test_clicks_are_no_speech() -> None:
    clicks = np.concatenate([_silence(0.2), _voice(0.02), _silence(0.3), _voice(1.0)])
    assert len(speech_spans(clicks, pause_s=0.1)) == 1


def test_room_noise_is_no_speech() -> None:
    hum = np.random.default_rng(1).normal(0, 0.001, len(TWO)).astype(np.float32)
    assert np.array(speech_spans(TWO + hum, pause_s=0.2)) == pytest.approx(
        np.array([(0.4, 1.4), (1.7, 2.2)]), abs=0.011
    )


@pytest.mark.parametrize("samples", [_silence(0.0), _silence(0.005), _silence(2.0)])
def test_silence_holds_no_speech(samples: Samples) -> None:
    assert speech_spans(samples, pause_s=0.2) == ()
    assert len(trim(samples)) == 0


def test_trimming_leaves_the_pauses_inside() -> None:
    assert len(trim(TWO)) / SAMPLE_RATE_HZ == pytest.approx(1.8, abs=0.02)


@given(st.sampled_from([0.0, 10.0, 20.0, 30.0]), st.integers(0, 5))
def test_noise_is_as_loud_as_asked(snr_db: float, seed: int) -> None:
    voice = _voice(2.0, 0.1)
    noise = with_noise(voice, snr_db, seed) - voice
    measured = 10 * np.log10(np.mean(voice**2) / np.mean(noise**2))
    assert measured == pytest.approx(snr_db, abs=0.5)


def test_a_file_comes_back(tmp_path: Path) -> None:
    write_wav(tmp_path / "voice.wav", TWO)
    assert read_samples(tmp_path / "voice.wav") == pytest.approx(TWO, abs=1e-4)


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    path.write_text("hello")
    with pytest.raises(BadAudio):
        read_samples(path)
