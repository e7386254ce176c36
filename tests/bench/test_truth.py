from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from bench.forced import Aligner, Span
from bench.prompts import find_prompts
from bench.talk import Passage, Talk, join_talk
from bench.truth import truth_of
from configs.errors import MissingPart
from model_store.store import ModelStore


def tones(*spans: tuple[float, float], seconds: float) -> Samples:
    """Silence with a tone in each span."""
    samples = np.zeros(round(seconds * SAMPLE_RATE_HZ), dtype=np.float32)
    for span in spans:
        begin, end = (round(at_s * SAMPLE_RATE_HZ) for at_s in span)
        samples[begin:end] = 0.3 * np.sin(0.3 * np.arange(end - begin))
    return samples


class Told:
    """A word timer that says what it was told to say."""

    name = "told"

    def __init__(self, *spans: tuple[float, float], heard: Sequence[str] = ()) -> None:
        self._spans = [Span(*span) for span in spans]
        self._heard = heard
        self.asked: list[list[str]] = []

    def fits(self, samples: Samples, words: Sequence[str]) -> bool:
        return not self._heard

    def align(self, samples: Samples, words: Sequence[str], language: str) -> list[Span]:
        self.asked.append(list(words))
        return self._spans

    def hear(self, samples: Samples, language: str) -> list[tuple[str, Span]]:
        return list(zip(self._heard, self._spans, strict=True))


def made(text: str) -> Talk:
    """From 2 s to 4 s somebody speaks, with a pause from 2.8 s to 3.3 s."""
    samples = tones((2.0, 2.8), (3.3, 4.0), seconds=6.0)
    return Talk(samples, "en", (Passage("one", text, 2.0, 4.0),), ((2.0, 4.0),))


def test_a_word_ends_where_its_sound_does(tmp_path: Path) -> None:
    timer = Told((0.0, 0.4), (0.4, 1.3), (1.3, 2.0))
    truth = truth_of(made("so it - was"), timer, tmp_path)
    assert timer.asked == [["so", "it", "was"]]
    # The aligner let the second word last through the pause.
    assert [word.end_s for word in truth.words] == pytest.approx([2.4, 2.8, 4.0], abs=0.02)
    assert truth.words[2].start_s == pytest.approx(3.3, abs=0.02)
    assert (truth.text, truth.duration_s) == ("so it - was", 6.0)


def test_what_was_timed_once_is_kept(tmp_path: Path) -> None:
    first, second = Told((0.0, 0.5), (0.5, 2.0)), Told()
    assert truth_of(made("so it"), first, tmp_path) == truth_of(made("so it"), second, tmp_path)
    assert second.asked == []
    truth_of(made("so was"), changed := Told((0.0, 0.5), (0.5, 2.0)), tmp_path)
    assert changed.asked == [["so", "was"]]


def test_a_long_recording_is_timed_by_the_words_that_are_heard_in_it(tmp_path: Path) -> None:
    timer = Told((0.0, 0.4), (1.4, 1.8), heard=("So,", "was"))
    truth = truth_of(made("so it really was it"), timer, tmp_path)
    ends_s = [word.end_s for word in truth.words]
    assert ends_s[0] == pytest.approx(2.4)
    assert ends_s[3] == pytest.approx(3.8)
    assert ends_s == sorted(ends_s)
    assert 2.4 < ends_s[1] < 3.4


def test_a_talk_without_words_has_none(tmp_path: Path) -> None:
    assert truth_of(made(" - "), Told(), tmp_path).words == ()


@pytest.mark.models
def test_words_of_a_real_prompt_lie_in_its_speech(tmp_path: Path, store: ModelStore) -> None:
    try:
        prompt = find_prompts("en")["vm-newuser"]
    except MissingPart as missing:
        pytest.skip(str(missing))
    talk = join_talk([prompt], seed=1)
    truth = truth_of(talk, Aligner(store.ensure("whisper-tiny.en")), tmp_path)
    (passage,) = truth.passages
    ends_s = [word.end_s for word in truth.words]
    assert ends_s == sorted(ends_s)
    assert all(passage.start_s <= word.start_s <= word.end_s for word in truth.words)
    assert ends_s[-1] == pytest.approx(passage.end_s, abs=0.15)
    # Words at pauses end where the loudness says that somebody stopped to speak.
    for _, end_s in talk.phrases:
        assert min(abs(word_end_s - end_s) for word_end_s in ends_s) < 0.2
    longest_s = max(word.end_s - word.start_s for word in truth.words)
    assert longest_s < 1.2
