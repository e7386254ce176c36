import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.chunk import SAMPLE_RATE_HZ
from model_store.catalogue import EncoderLengths
from translators.backends.whisper_folder import TRAINED_ON
from translators.backends.whisper_sound import WINDOW_S, StepwiseFilters, encoded_s, padded

SHORT = EncoderLengths(filled_up_to_s=12.0, least_zeros_s=4.0)
FILTERS = np.random.default_rng(1).random((80, 201), dtype=np.float32)


def sound(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)


@pytest.mark.parametrize("frames", [1, 11, 12, 13, 400, 3000])
def test_steps_make_the_same_product(frames):
    magnitudes = np.random.default_rng(2).random((201, frames), dtype=np.float32)
    product = StepwiseFilters(FILTERS) @ magnitudes
    assert product.dtype == np.float32
    np.testing.assert_allclose(product, FILTERS @ magnitudes, rtol=1e-5)


BESIDE = """
import time
import numpy as np
from translators.backends.whisper_sound import StepwiseFilters

def beside(work):
    process_s, own_s = time.process_time(), time.thread_time()
    work()
    while time.thread_time() - own_s < 0.02:
        pass
    return (time.process_time() - process_s) - (time.thread_time() - own_s)

filters = StepwiseFilters(np.ones((80, 201), dtype=np.float32))
magnitudes = np.ones((201, 800), dtype=np.float32)
print(min(beside(lambda: filters @ magnitudes) for _ in range(5)))
"""
"""Prints the processor seconds of all other threads while one multiplies and goes on."""


def test_steps_wake_no_other_thread():
    """A thread of the linear algebra that spins through the encoder's pass doubles its cost.

    In a process of its own: other tests leave threads behind that are not ours.
    """
    done = subprocess.run(
        [sys.executable, "-c", BESIDE], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 0.005


@given(st.floats(0.05, WINDOW_S))
def test_zeros_follow_as_the_catalogue_says(seconds):
    length_s = encoded_s(sound(seconds), SHORT)
    assert length_s == WINDOW_S or (length_s >= 12.0 and length_s >= seconds + 4.0 - 1e-3)
    assert length_s <= max(12.0, min(WINDOW_S, seconds + 5.0)) + 1e-3
    assert length_s == int(length_s)


def test_a_model_that_was_not_measured_gets_what_it_was_trained_on():
    assert encoded_s(sound(0.5), TRAINED_ON) == WINDOW_S


def test_features_stand_at_the_beginning_of_their_row():
    short, long = np.ones((80, 30), np.float32), np.full((80, 5000), 2.0, np.float32)
    batch = padded([short, long], 12.0)
    assert batch.shape == (2, 80, 1200)
    assert batch.dtype == np.float32
    assert batch[0, :, :30].all()
    assert not batch[0, :, 30:].any()
    assert (batch[1] == 2.0).all()
