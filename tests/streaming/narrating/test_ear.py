import pytest

from streaming.events import SceneDescription, Stats
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.narrating.ear import Ear, UserSaid, VoiceBegan, VoiceEnded
from streaming.transcript import Transcript
from translators.recognize import Word

OURS = "A person at 12 o'clock, near."


def transcript(text, *, is_final=True):
    words = tuple(Word(f" {word}", 1.0, 2.0, 0.9) for word in text.split())
    return Transcript(1, 1, "en", text, "", words, 1.0, 2.0, is_final)


def scene(state):
    return SceneDescription(1, OURS, "new", "entered", "en", state, 0.0, 0.0)


@pytest.fixture
def speaking():
    """A microphone beside a loudspeaker that speaks."""
    ear = Ear(hears_itself=True)
    ear.told(scene("started"), 5.0)
    ear.hear(SpeechStarted(1, 5.1), 5.2)
    return ear


def test_voices_and_words():
    ear = Ear(hears_itself=False)
    assert ear.hear(SpeechStarted(1, 1.0), 1.1) == VoiceBegan()
    assert ear.hear(transcript("What colour", is_final=False), 1.5) is None
    assert ear.hear(SpeechStopped(1, 2.0), 2.5) == VoiceEnded()
    said = transcript("What colour is it?")
    assert ear.hear(said, 2.7) == UserSaid(said)
    assert ear.hear(Stats(0.0, 0.0, {}, 1.0), 3.0) is None


def test_our_own_voice_says_nothing(speaking):
    assert speaking.hear(transcript(OURS, is_final=False), 6.0) is None
    speaking.told(scene("finished"), 6.5)
    noticed = speaking.hear(transcript(OURS), 7.0)
    assert isinstance(noticed, UserSaid)
    assert noticed.transcript.text == ""
    assert noticed.transcript.words == ()


def test_somebody_who_speaks_into_it_is_noticed_by_the_words(speaking):
    assert speaking.hear(transcript("A person what", is_final=False), 6.0) is None
    into = transcript("A person what colour is", is_final=False)
    assert speaking.hear(into, 6.5) == VoiceBegan(is_others=True)
    noticed = speaking.hear(transcript("A person what colour is the coat?"), 8.0)
    assert isinstance(noticed, UserSaid)
    assert noticed.transcript.text == "what colour is the coat?"
    assert noticed.transcript.words[0].text == " what"


def test_with_headphones_nothing_comes_back():
    ear = Ear(hears_itself=False)
    ear.told(scene("started"), 5.0)
    said = transcript(OURS)
    assert ear.hear(said, 6.0) == UserSaid(said)
