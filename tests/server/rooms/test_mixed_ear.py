import numpy as np
import pytest

from audio_io.chunk import AudioChunk
from server.media.mixing import DUCKED, MIX_HZ, Mixer
from server.rooms.mixed_ear import MixedEar, mode_for
from server.rooms.person import Original, Person, Wishes
from streaming.speech import SpokenAudio


def test_who_is_gone_is_heard_no_more() -> None:
    mixer = Mixer("original")
    ear = MixedEar(mixer)
    me = Person("a", "k", "t", "speaker", Wishes("A", "es"))
    other = Person("b", "k", "t", "speaker", Wishes("B", "es"))
    loud = np.full(MIX_HZ, 0.2, np.float32)
    ear.follow(me, [me, other])
    ear.original("b", loud, MIX_HZ)
    assert np.abs(mixer.pull(MIX_HZ // 10)).max() > 0.1
    ear.follow(me, [me])
    assert np.abs(mixer.pull(MIX_HZ // 2)[MIX_HZ // 4 :]).max() < 0.01


def test_speech_in_my_language_is_heard() -> None:
    mixer = Mixer("original")
    ear = MixedEar(mixer)
    me = Person("a", "k", "t", "speaker", Wishes("A", "es", (), "es", "none"))
    other = Person("b", "k", "t", "speaker", Wishes("B", "en"))
    ear.follow(me, [me, other])
    wave = 0.3 * np.sin(np.arange(MIX_HZ) / 20).astype(np.float32)
    assert ear.speech("b", SpokenAudio(1, AudioChunk(wave, MIX_HZ, 0.0)))
    assert np.abs(mixer.pull(MIX_HZ)).max() > 0.1


@pytest.mark.parametrize(
    ("hears", "original", "speaks", "expected"),
    [
        (None, "full", "en", ("original", 1.0)),
        (None, "none", "en", ("original", 0.0)),
        (None, "under", "en", ("original", 1.0)),
        ("pt", "full", "en", ("beside", 1.0)),
        ("pt", "under", "en", ("under", 1.0)),
        ("pt", "none", "en", ("instead", 1.0)),
        ("pt", "none", "pt", ("original", 1.0)),
        ("pt", "none", "auto", ("instead", 1.0)),
    ],
)
def test_how_somebody_is_heard(
    hears: str | None, original: Original, speaks: str, expected: tuple[str, float]
) -> None:
    me = Person("a", "k", "t", "speaker", Wishes("A", "es", (), hears, original))
    other = Person("b", "k", "t", "speaker", Wishes("B", speaks))
    assert mode_for(me, other) == expected


@pytest.mark.parametrize(
    ("original", "loudness"), [("full", 1.0), ("under", DUCKED), ("none", 0.0)]
)
def test_each_choice_is_heard_as_it_says(original: Original, loudness: float) -> None:
    """Of a tone of 1 kHz as the voice and one of 250 Hz as its translation, how loud is each?"""
    mixer = Mixer("original")
    ear = MixedEar(mixer)
    me = Person("a", "k", "t", "speaker", Wishes("A", "es", (), "pt", original))
    other = Person("b", "k", "t", "speaker", Wishes("B", "en"))
    ear.follow(me, [me, other])
    at = np.arange(2 * MIX_HZ) / MIX_HZ
    voice = (0.2 * np.sin(2 * np.pi * 1000 * at)).astype(np.float32)
    translated = (0.2 * np.sin(2 * np.pi * 250 * at)).astype(np.float32)
    assert ear.speech("b", SpokenAudio(1, AudioChunk(translated, MIX_HZ, 0.0)))
    heard = []
    for start in range(0, len(voice), 960):
        ear.original("b", voice[start : start + 960], MIX_HZ)
        heard.append(mixer.pull(960))
    second = np.concatenate(heard)[-MIX_HZ:]
    spectrum = 2 * np.abs(np.fft.rfft(second)) / MIX_HZ
    assert spectrum[1000] == pytest.approx(0.2 * loudness, abs=0.005)
    assert spectrum[250] == pytest.approx(0.2, rel=0.05)
