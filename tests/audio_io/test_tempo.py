import numpy as np
import pytest

from audio_io.tempo import Tempo
from tests.audio_io.fakes import tone

RATE_HZ = 24_000


@pytest.mark.parametrize("rate", [0.25, 0.5, 0.8, 1.0, 1.7, 2.0, 4.0])
def test_another_speed_at_the_same_pitch(rate: float) -> None:
    tempo = Tempo(rate, RATE_HZ)
    samples = tone(4 * RATE_HZ, RATE_HZ)
    parts = [tempo.push(samples[at : at + 5000]) for at in range(0, len(samples), 5000)]
    changed = np.concatenate([*parts, tempo.finish()])
    assert len(changed) / len(samples) == pytest.approx(1 / rate, rel=0.05)
    spectrum = np.abs(np.fft.rfft(changed * np.hanning(len(changed))))
    assert np.argmax(spectrum) * RATE_HZ / len(changed) == pytest.approx(440, abs=6)


def test_nothing_gives_nothing() -> None:
    tempo = Tempo(2.0, RATE_HZ)
    assert not len(tempo.push(np.zeros(0, dtype=np.float32)))
    assert not len(tempo.finish())


@pytest.mark.parametrize("rate", [0.0, 0.05, 11.0])
def test_a_speed_that_nobody_follows_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="out of range"):
        Tempo(rate, RATE_HZ)
