import numpy as np
import pytest

from bench.agents.listening import Listening, added_words, settings
from bench.revisions import seen_words
from tests.fakes import FakeDetector, FakeRecognizer, sentences, talk

CONFIG = settings("en", "whisper-tiny.en")


@pytest.mark.parametrize("piece_s", [0.1, 0.5, 3.0])
def test_what_is_pushed_in_is_read_off(piece_s: float) -> None:
    listening = Listening(CONFIG, FakeRecognizer(), FakeDetector())
    samples = np.concatenate([talk(12.0), np.zeros(700, np.float32)])
    size = round(16_000 * piece_s)
    told: list[str] = []
    known: list[str] = []
    for begin in range(0, len(samples), size):
        before = listening.stable
        listening.hear(samples[begin : begin + size])
        assert listening.stable.startswith(before)
        assert listening.shown.startswith(listening.stable)
        now = seen_words(listening.stable)
        told += added_words(known, now)
        known = now
    assert told
    listening.finish()
    told += added_words(known, seen_words(listening.stable))
    assert listening.stable == " ".join(sentences(12.0))
    assert len(told) == len(listening.stable.split())


def test_a_mark_that_comes_later_is_no_new_word() -> None:
    assert added_words(["so"], ["So,", "it", "is"]) == ["it", "is"]
    assert added_words([], ["So"]) == ["So"]


def test_the_rest_of_a_word_is_told() -> None:
    assert added_words(["login", "in"], ["login", "incorrect.", "Please"]) == ["correct.", "Please"]


def test_the_settings_are_those_of_a_profile() -> None:
    assert (CONFIG.recognize.language, CONFIG.recognize.model) == ("en", "whisper-tiny.en")
