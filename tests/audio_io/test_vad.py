from pathlib import Path

import numpy as np
import pytest

from audio_io.chunk import Samples
from audio_io.source import open_source
from audio_io.vad import FRAME_SAMPLES, VoiceDetector, create_detector
from configs.errors import ConfigError
from configs.schema import AudioConfig
from tests.audio_io.fakes import joined, listen, noise

DETECTORS = ["silero", "webrtc"]


def probabilities(detector: VoiceDetector, sound: Samples) -> np.ndarray:
    frames = range(0, len(sound), FRAME_SAMPLES)
    return np.array([detector.probability(sound[at : at + FRAME_SAMPLES]) for at in frames])


@pytest.fixture
async def speech(shared: Path) -> Samples:
    source = open_source(str(shared / "data" / "speech" / "two_cities_16k.wav"), AudioConfig())
    chunks, _ = await listen(source)
    await source.aclose()
    return joined(chunks)[: 10 * 16_000]


@pytest.mark.parametrize("name", DETECTORS)
def test_silence_is_not_speech(name: str) -> None:
    assert probabilities(create_detector(name), np.zeros(32_000, dtype=np.float32)).max() < 0.1


@pytest.mark.parametrize("level", [0.003, 0.03, 0.1])
def test_silero_is_not_misled_by_noise(level: float) -> None:
    assert probabilities(create_detector("silero"), noise(64_000, level)).max() < 0.35


@pytest.mark.shared
@pytest.mark.parametrize("name", DETECTORS)
def test_speech_is_found(name: str, speech: Samples) -> None:
    found = probabilities(create_detector(name), speech)
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    assert 0.5 < (found > 0.5).mean() < 0.98


@pytest.mark.parametrize("name", DETECTORS)
def test_reset_forgets_everything(name: str) -> None:
    detector = create_detector(name)
    sound = noise(16_000, 0.3)
    first = probabilities(detector, sound)
    detector.reset()
    assert np.array_equal(probabilities(detector, sound), first)
    assert np.array_equal(probabilities(create_detector(name), sound), first)


@pytest.mark.parametrize("name", DETECTORS)
def test_a_short_frame_is_filled_up_with_silence(name: str) -> None:
    padded = np.zeros(FRAME_SAMPLES, dtype=np.float32)
    padded[:100] = noise(100, 0.3)
    short = create_detector(name).probability(padded[:100])
    assert short == create_detector(name).probability(padded)


def test_an_unknown_detector() -> None:
    with pytest.raises(ConfigError, match=r"audio\.vad.*silero, webrtc"):
        create_detector("ears")
