from pathlib import Path

import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ
from bench.encoder_lengths import FILLED_UP_TO_S, Cell, Sample, best, cells, samples
from bench.prompts import Prompt
from bench.sound import write_wav
from model_store.catalogue import EncoderLengths
from translators.backends.whisper_folder import TRAINED_ON
from translators.backends.whisper_sound import encoded_s
from translators.recognize import Hypothesis, Window, Word

SAID = "press star to leave"


class Short:
    """Hears everything, but over less than 12 s it loops and has to hear it again."""

    def __init__(self) -> None:
        self.lengths = TRAINED_ON
        self.passes = 0
        self.asked: list[float] = []

    def recognize(self, window: Window) -> Hypothesis:
        length_s = encoded_s(window.samples, self.lengths)
        self.asked.append(length_s)
        self.passes += 1 + (length_s < 12.0)
        text = SAID if length_s >= 10.0 else "press car to leave"
        return Hypothesis((Word(text, 0.0, 1.0, 0.9),), "en")


def sample(seconds: float, text: str | None = SAID) -> Sample:
    return Sample(np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32), "en", text)


def cell(found: list[Cell], up_s: float, zeros_s: float) -> Cell:
    return next(one for one in found if one.lengths == EncoderLengths(up_s, zeros_s))


def test_errors_and_second_passes_are_counted() -> None:
    engine = Short()
    found = cells(engine, [sample(2.0), sample(1.5), sample(2.0, None)])
    assert found[-1].lengths == TRAINED_ON
    assert (found[-1].error_rate, found[-1].unstopped) == (0.0, 0.0)
    eight, ten, twelve = (cell(found, up_s, 2.0) for up_s in (8.0, 10.0, 12.0))
    assert eight.error_rate == pytest.approx(2 / 8)
    assert eight.unstopped == 1.0
    assert (ten.error_rate, ten.unstopped) == (0.0, 1.0)
    assert (twelve.error_rate, twelve.unstopped) == (0.0, 0.0)
    # One look for each window and length.
    assert len(engine.asked) == 3 * (len(FILLED_UP_TO_S) + 1)


def test_the_cheapest_that_is_not_worse_is_best() -> None:
    def made(up_s: float, error_rate: float, unstopped: float, cost: float) -> Cell:
        return Cell(EncoderLengths(up_s, 4.0), error_rate, unstopped, cost)

    trained = Cell(TRAINED_ON, 0.05, 0.0, 1.0)
    worse = made(8.0, 0.06, 0.0, 0.2)
    endless = made(9.0, 0.05, 0.3, 0.2)
    as_good = made(10.0, 0.052, 0.01, 0.3)
    dearer = made(12.0, 0.04, 0.0, 0.4)
    assert best([worse, endless, as_good, dearer, trained]) == as_good
    assert best([worse, endless, trained]) == trained


@pytest.fixture
def prompts(tmp_path: Path) -> list[Prompt]:
    made = []
    for number in range(12):
        t = np.arange(round((2.0 + number / 10) * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        tone = 0.3 * np.sin(2 * np.pi * 300 * t)
        path = tmp_path / f"p{number}.wav"
        write_wav(path, np.pad(tone, 3200).astype(np.float32))
        made.append(Prompt(f"p{number}", f"this is said in {number}", path, "en"))
    return [*made, Prompt("short", "stop", made[0].path, "en")]


def test_windows_are_single_joined_and_cut_off(prompts: list[Prompt]) -> None:
    found = list(samples(prompts, count=6, seed=1))
    cut = [one for one in found if one.text is None]
    whole = [one for one in found if one.text is not None]
    assert (len(whole), len(cut)) == (9, 6)
    assert [len(one.text.split()) // 5 for one in whole[:6]] == [1] * 6
    for one in whole[6:]:
        assert 9.0 <= len(one.samples) / SAMPLE_RATE_HZ <= 20.0
        assert len(one.text.split()) // 5 >= 2
    for one, part in zip(whole, cut, strict=False):
        assert np.array_equal(one.samples[: len(part.samples)], part.samples)
        assert 0.5 < len(part.samples) / len(one.samples) < 0.7
    assert not any("stop" in one.text for one in whole)
