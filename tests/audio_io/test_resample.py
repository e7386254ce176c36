import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.resample import Resampler, resample
from tests.audio_io.fakes import noise, tone

rates = st.sampled_from([7_999, 8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 192_000])


@settings(deadline=None)
@given(from_hz=rates, to_hz=rates, sizes=st.lists(st.integers(0, 3000), max_size=8))
def test_any_pieces_give_the_same_samples_of_the_right_length(
    from_hz: int, to_hz: int, sizes: list[int]
) -> None:
    sound = noise(sum(sizes))
    resampler = Resampler(from_hz, to_hz)
    found = []
    at = 0
    for size in sizes:
        found.append(resampler.push(sound[at : at + size]))
        at += size
    found.append(resampler.finish())
    in_pieces = np.concatenate(found)
    assert len(in_pieces) == round(len(sound) * to_hz / from_hz)
    assert np.array_equal(in_pieces, resample(sound, from_hz, to_hz))


@pytest.mark.parametrize("from_hz", [8_000, 22_050, 44_100, 48_000, 192_000])
def test_a_tone_keeps_its_place_and_height(from_hz: int) -> None:
    found = resample(tone(from_hz, from_hz), from_hz, 16_000)
    inner = slice(400, -400)
    assert np.abs(found - tone(16_000))[inner].max() < 0.01


def test_the_last_sample_is_not_lost() -> None:
    sound = np.zeros(48_000, dtype=np.float32)
    sound[-2:] = 0.9
    assert np.abs(resample(sound, 48_000, 16_000)[-2:]).max() > 0.3
