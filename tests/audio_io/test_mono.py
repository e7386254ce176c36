import numpy as np
import pytest

from audio_io.mono import clean, to_float, to_mono

STEREO = np.array([[0.2, 0.4], [0.6, -0.4]], dtype=np.float32)


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [("left", [0.2, 0.4]), ("right", [0.6, -0.4]), ("mix", [0.4, 0.0])],
)
def test_a_side_or_the_mean(choice: str, wanted: list[float]) -> None:
    assert to_mono(STEREO, choice) == pytest.approx(wanted)


@pytest.mark.parametrize("choice", ["left", "right", "mix"])
def test_a_mono_sound_has_no_sides(choice: str) -> None:
    assert to_mono(STEREO[:1], choice) == pytest.approx([0.2, 0.4])


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (np.array([0, 128, 255], dtype=np.uint8), [-1, 0, 127 / 128]),
        (np.array([-32768, 0, 32767], dtype=np.int16), [-1, 0, 32767 / 32768]),
        (np.array([-(2**31), 2**30], dtype=np.int32), [-1, 0.5]),
        (np.array([-0.5, 0.25], dtype=np.float64), [-0.5, 0.25]),
    ],
)
def test_full_scale_is_one(values: np.ndarray, wanted: list[float]) -> None:
    found = to_float(values)
    assert found.dtype == np.float32
    assert found == pytest.approx(wanted)


def test_what_is_not_a_number_becomes_silence() -> None:
    samples, bad = clean(np.array([0.5, np.nan, np.inf, -np.inf, 3.0, -3.0], dtype=np.float32))
    assert samples.tolist() == [0.5, 0, 0, 0, 1, -1]
    assert bad == 3


def test_numbers_too_large_for_the_format_warn_nobody() -> None:
    huge = np.array([[3e38, 1e300], [3e38, 0]], dtype=np.float64)
    samples, bad = clean(to_mono(to_float(huge), "mix"))
    assert np.isfinite(samples).all()
    assert bad >= 1
