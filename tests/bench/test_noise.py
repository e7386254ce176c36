import numpy as np
import pytest

from bench.noise import NOISES


@pytest.mark.parametrize("name", NOISES)
def test_noise_is_sound_of_the_length_asked_for_and_the_same_for_a_seed(name):
    sound = NOISES[name](2.0, 3)
    assert sound.dtype == np.float32
    assert sound.shape == (32_000,)
    assert np.abs(sound).max() <= 1.0
    assert np.array_equal(sound, NOISES[name](2.0, 3))


@pytest.mark.parametrize("name", [name for name in NOISES if name != "silence"])
def test_only_silence_is_silent(name):
    assert np.abs(NOISES[name](2.0, 3)).max() > 0.05


def test_pink_noise_is_louder_below_than_above():
    spectrum = np.abs(np.fft.rfft(NOISES["pink noise"](4.0, 1)))
    assert spectrum[200:2000].mean() > 2 * spectrum[20_000:30_000].mean()
