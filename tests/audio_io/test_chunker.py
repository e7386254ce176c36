import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.chunker import Chunker
from tests.audio_io.fakes import joined, noise

pieces = st.lists(st.integers(0, 2000), max_size=20)


@settings(deadline=None)
@given(sizes=pieces, chunk_samples=st.integers(1, 700), start_s=st.floats(0, 1e4))
def test_every_sample_comes_once_with_contiguous_times(
    sizes: list[int], chunk_samples: int, start_s: float
) -> None:
    sound = noise(sum(sizes))
    chunker = Chunker(chunk_samples, start_s)
    chunks = []
    at = 0
    for size in sizes:
        chunks += chunker.push(sound[at : at + size])
        at += size
        assert abs(chunker.end_s - (start_s + at / 16_000)) < 1e-6
    assert all(len(chunk.samples) == chunk_samples for chunk in chunks)
    chunks += chunker.finish()
    assert np.array_equal(joined(chunks), sound)
    for before, after in itertools.pairwise(chunks):
        assert abs(before.end_s - after.start_s) < 1e-9
    assert not chunks or chunks[0].start_s == start_s


def test_overshoot_is_clipped() -> None:
    (chunk,) = Chunker(4).push(np.array([1.5, -1.5, 0.5, 0.0], dtype=np.float32))
    assert chunk.samples.tolist() == [1.0, -1.0, 0.5, 0.0]


def test_chunks_do_not_keep_the_producers_buffer() -> None:
    chunker = Chunker(8)
    buffer = np.ones(5, dtype=np.float32)
    chunker.push(buffer)
    buffer[:] = 0.0
    (chunk,) = chunker.finish()
    assert chunk.samples.tolist() == [1.0] * 5
