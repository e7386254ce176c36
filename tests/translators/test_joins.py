from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.chunk import Samples
from tests import sounds
from translators.joins import joinable, speech_in_pieces
from translators.spoken_text import Clause, clauses

RATE_HZ = 24_000
tone = partial(sounds.tone, rate_hz=RATE_HZ, hz=220)


def quiet(duration_s: float) -> Samples:
    return np.zeros(int(duration_s * RATE_HZ), dtype=np.float32)


def test_silence_at_the_ends_is_taken_off() -> None:
    samples = joinable(np.concatenate([quiet(0.4), tone(1.0), quiet(0.6)]), RATE_HZ)
    assert len(samples) / RATE_HZ == pytest.approx(1.09, abs=0.02)


def test_a_pause_inside_is_kept() -> None:
    samples = joinable(np.concatenate([tone(0.5), quiet(0.5), tone(0.5)]), RATE_HZ)
    assert len(samples) / RATE_HZ == pytest.approx(1.5, abs=0.01)


def test_the_ends_fade_so_that_nothing_clicks() -> None:
    samples = joinable(np.full(RATE_HZ, 0.5, dtype=np.float32), RATE_HZ)
    assert samples[0] == 0
    assert abs(samples[-1]) < 0.01
    assert np.abs(np.diff(samples)).max() < 0.01


def test_too_loud_becomes_quieter_and_soft_stays_soft() -> None:
    assert np.abs(joinable(tone(0.5, level=1.4), RATE_HZ)).max() == pytest.approx(0.98, abs=0.01)
    assert np.abs(joinable(tone(0.5, level=0.3), RATE_HZ)).max() == pytest.approx(0.3, abs=0.01)


@given(st.lists(st.floats(-2, 2, width=32), max_size=2000))
def test_anything_stays_in_range(values: list[float]) -> None:
    samples = np.array(values, dtype=np.float32)
    before = samples.copy()
    result = joinable(samples, RATE_HZ)
    assert result.dtype == np.float32
    assert len(result) <= len(samples)
    assert np.abs(result).max(initial=0.0) <= 1.0
    assert np.array_equal(samples, before)


def test_pieces_are_made_when_asked_for_with_their_pauses() -> None:
    said: list[tuple[Clause, ...]] = []

    def say(piece: tuple[Clause, ...]) -> Samples:
        said.append(piece)
        return tone(0.5) if len(said) != 2 else quiet(0.5)

    parts = speech_in_pieces(clauses("Hello there. " * 30, "en"), say, RATE_HZ)
    first = next(parts)
    assert len(said) == 1
    assert not first[-int(0.29 * RATE_HZ) :].any()
    # The second piece came out silent, so the next part is the third.
    next(parts)
    assert len(said) == 3
    parts.close()  # type: ignore[attr-defined]
    assert len(said) == 3
