import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk


def test_times_follow_from_the_samples() -> None:
    chunk = AudioChunk(np.zeros(800, dtype=np.float32), SAMPLE_RATE_HZ, 1.5)
    assert (chunk.duration_s, chunk.end_s) == (0.05, 1.55)
