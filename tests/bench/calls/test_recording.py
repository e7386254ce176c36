import base64

import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from bench.calls.recording import Recording, found_at_s, read_recording
from configs.errors import DragomanError

RATE_HZ = 48_000
PIECE = 480
BEGAN_S = 1_700_000_000.0


def noise(seconds: float, seed: int) -> Samples:
    dice = np.random.default_rng(seed)
    return (0.2 * dice.standard_normal(round(seconds * SAMPLE_RATE_HZ))).astype(np.float32)


def test_a_recording_begins_before_its_first_piece_is_told_of() -> None:
    pieces = 100
    late_ms = [0 if number == 40 else 5 + number % 7 for number in range(pieces)]
    marks = [
        ((number + 1) * PIECE, 1000 * BEGAN_S + (number + 1) * 10 + late_ms[number])
        for number in range(pieces)
    ]
    pcm = np.zeros(pieces * PIECE, "<i2").tobytes()
    taken = {"samples": base64.b64encode(pcm).decode(), "marks": marks, "rate_hz": RATE_HZ}
    found = read_recording(taken)
    assert len(found.samples) == SAMPLE_RATE_HZ
    assert found.began_s == pytest.approx(BEGAN_S, abs=1e-3)


def test_nothing_recorded() -> None:
    with pytest.raises(DragomanError, match="recorded nothing"):
        read_recording({"samples": "", "marks": [], "rate_hz": RATE_HZ})


def test_what_was_played_is_found_however_loud_and_noisy() -> None:
    played = noise(2.0, seed=1)
    heard = noise(5.0, seed=2) * 0.3
    heard[16_800 : 16_800 + len(played)] += 0.5 * played
    found_s = found_at_s(Recording(heard, BEGAN_S), played)
    assert found_s == pytest.approx(BEGAN_S + 1.05, abs=1e-3)


def test_what_was_not_played_is_not_found() -> None:
    with pytest.raises(DragomanError, match="not in what the microphone gave"):
        found_at_s(Recording(noise(5.0, seed=2), BEGAN_S), noise(2.0, seed=1))
