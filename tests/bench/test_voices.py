import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ
from bench.voices import listen, speak
from tests.fakes import FakeRecognizer, FakeSynthesizer
from translators.recognize import Word
from translators.speak import SpeechRequest


def test_speech_comes_at_the_rate_of_the_recognizer() -> None:
    spoken = speak(FakeSynthesizer(8_000, letter_s=0.1), SpeechRequest("ten chars.", "en"))
    assert len(spoken.samples) == SAMPLE_RATE_HZ
    assert spoken.samples[100:-100].mean() == pytest.approx(0.1, abs=0.01)
    assert spoken.first_s > 0
    assert spoken.cpu_s >= 0


def test_what_cannot_be_spoken_is_no_sound() -> None:
    spoken = speak(FakeSynthesizer(), SpeechRequest("", "en"))
    assert len(spoken.samples) == 0
    assert spoken.first_s == 0


def test_errors_are_counted_over_all_texts() -> None:
    recognizer = FakeRecognizer([Word(" Red", 0.0, 0.2, 1.0), Word(" green.", 0.2, 0.4, 1.0)])
    voice = FakeSynthesizer()
    spoken = [speak(voice, SpeechRequest(text, "en")) for text in ("Red blue.", "Red green.")]
    found = listen(spoken, recognizer, "en")
    assert (found.errors, found.words) == (1, 4)
    assert np.array_equal(recognizer.windows[0].samples, spoken[0].samples)
