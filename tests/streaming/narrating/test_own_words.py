import numpy as np
import pytest

from audio_io.chunk import Samples
from streaming.narrating.commands import Order, heard
from streaming.narrating.own_words import OwnWords
from tests.translators.voices import at_16_khz, close_engines, engine, spoken
from translators.backends.faster_whisper import BACKEND
from translators.recognize import Window
from translators.registry import EngineContext


@pytest.fixture
def own():
    said = OwnWords()
    said.said("A person at 12 o'clock, near.", 10.0)
    said.silent(12.0)
    return said


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        ("A person at 12 o'clock, near.", ""),
        ("a person at twelve o'clock near", ""),
        ("Person at 12 o'clock.", ""),
        ("What colour is the bus?", "What colour is the bus?"),
        ("A person at 12 o'clock, near. Stop.", "Stop."),
        ("person at 12 o'clock near what colour is the bus?", "what colour is the bus?"),
        ("Where is the person?", "Where is the person?"),
        ("", ""),
    ],
)
def test_our_own_words_are_taken_out(own, heard, rest):
    assert own.without(heard, 10.2, 12.8) == rest


def test_what_was_said_long_before_may_be_said_by_others(own):
    again = "A person at 12 o'clock, near."
    assert own.without(again, 20.0, 22.0) == again


def test_what_is_said_later_was_not_heard_before(own):
    own.said("A dog at 2 o'clock.", 30.0)
    assert own.without("A dog at 2 o'clock.", 20.0, 22.0) == "A dog at 2 o'clock."


def test_while_it_is_being_said_it_counts_however_long_it_takes(own):
    own.said("A bus, several chairs and a dining table at 2 o'clock.", 30.0)
    assert own.without("several chairs and a dining", 60.0, 62.0) == ""


def test_two_things_said_one_after_the_other(own):
    own.said("A dog at 2 o'clock.", 12.2)
    own.silent(13.5)
    assert own.without("o'clock near a dog at 2 o'clock read it", 11.5, 14.5) == "read it"


SAID = (
    "A person at 12 o'clock, near.",
    "Three people: at 11 and 12 o'clock, near. Possibly a table at 1 o'clock.",
    "It reads: Metrocentre, via Bens, 96, South Tyne",
)
QUESTION = "What colour is the bus?"


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(600)
def test_a_real_voice_comes_back_through_real_ears(store):
    """What is misheard of our own words is no question; what is asked after them is one."""
    speaker = engine("kokoro", store)
    ears = BACKEND.create({"model": "whisper-tiny.en"}, EngineContext(store))
    rate_hz = speaker.traits.sample_rate_hz
    question, pause = spoken(speaker, QUESTION), np.zeros(rate_hz // 4, np.float32)

    def recognised(*parts: Samples) -> str:
        samples = at_16_khz(np.concatenate(parts), rate_hz)
        return ears.recognize(Window(samples, 0.0, language="en")).text.strip()

    for text in SAID:
        own, sound = OwnWords(), spoken(speaker, text)
        own.said(text, 0.0)
        alone = own.without(recognised(sound), 0.1, 5.0)
        assert len(alone.split()) < 2, (text, alone)
        assert heard(alone, "en") is None
        asked = heard(own.without(recognised(sound, pause, question), 0.1, 7.0), "en")
        assert asked is not None, text
        assert asked.order is Order.QUESTION
        assert "the bus" in asked.question
    ears.close()
    close_engines()
