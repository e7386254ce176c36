"""What a listener hears: nothing said is lost or cut, nothing clicks, nothing grows."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.chunk import Samples
from server.media.mixing import DUCKED, HOLD_S, MIX_HZ, RETURN_S, Mixer, MixMode
from server.media.voices import MOST_ORIGINAL_S, MOST_SPEECH_S
from tests import sounds
from tests.sounds import rms

FRAME = 960
tone = partial(sounds.tone, rate_hz=MIX_HZ, hz=220, level=0.2)


def listen(mixer: Mixer, seconds: float, original: Samples | None = None) -> Samples:
    """Pull in frames while an original comes at the same pace."""
    heard = []
    for place in range(round(seconds * MIX_HZ / FRAME)):
        if original is not None:
            mixer.push_original("ana", original[place * FRAME : (place + 1) * FRAME])
        heard.append(mixer.pull(FRAME))
    return np.concatenate(heard)


def steepest(samples: Samples) -> float:
    return float(np.abs(np.diff(samples)).max())


MINUTE = tone(60.0)
TONE_STEP = 0.2 * 2 * np.pi * 220 / MIX_HZ
"""The steepest step of the tone itself."""


def test_an_original_is_ducked_under_its_translation_and_comes_back() -> None:
    mixer, original = Mixer("under"), tone(6.0)
    before = listen(mixer, 1.0, original)
    assert rms(before[MIX_HZ // 2 :]) == pytest.approx(rms(original), rel=0.02)
    assert mixer.push_speech("ana", tone(1.0, rate_hz=24_000, level=0.0), 24_000)
    under = listen(mixer, 1.0, original[MIX_HZ:])
    assert rms(under[MIX_HZ // 4 :]) == pytest.approx(rms(original) * DUCKED, rel=0.05)
    after = listen(mixer, 2.0, original[2 * MIX_HZ :])
    held = after[: round((HOLD_S - 0.05) * MIX_HZ)]
    assert rms(held) == pytest.approx(rms(original) * DUCKED, rel=0.05)
    back = after[round((HOLD_S + RETURN_S + 0.1) * MIX_HZ) :]
    assert rms(back) == pytest.approx(rms(original), rel=0.02)
    assert steepest(np.concatenate([before, under, after])) < 1.3 * TONE_STEP


@pytest.mark.parametrize(
    ("mode", "original_heard", "speech_heard"),
    [
        ("original", True, False),
        ("beside", True, True),
        ("under", True, True),
        ("instead", False, True),
    ],
)
def test_modes(mode: MixMode, original_heard: bool, speech_heard: bool) -> None:
    mixer = Mixer(mode)
    heard = listen(mixer, 1.0, tone(1.0))
    assert (rms(heard) > 0.1) is original_heard
    other = Mixer(mode)
    assert other.push_speech("ana", tone(1.0, rate_hz=24_000), 24_000) is speech_heard
    assert (rms(listen(other, 1.0)) > 0.1) is speech_heard


def test_only_the_one_who_is_translated_is_ducked() -> None:
    mixer = Mixer("under")
    mixer.set_mode("bo", "original")
    mixer.push_speech("ana", np.zeros(MIX_HZ * 2, np.float32), MIX_HZ)
    heard = []
    for _ in range(50):
        mixer.push_original("bo", tone(0.02, hz=250))
        heard.append(mixer.pull(FRAME))
    assert rms(np.concatenate(heard[10:])) == pytest.approx(rms(tone(1.0)), rel=0.05)


@given(
    pieces=st.lists(st.integers(1, 9000), min_size=1, max_size=20),
    rate_hz=st.sampled_from([8_000, 16_000, 22_050, 24_000, 48_000]),
)
def test_every_sample_of_translated_speech_is_heard(pieces: list[int], rate_hz: int) -> None:
    mixer = Mixer("under")
    for piece in pieces:
        assert mixer.push_speech("ana", np.full(piece, 0.25, np.float32), rate_hz)
    expected_s = sum(pieces) / rate_hz
    heard = listen(mixer, expected_s + 0.2)
    audible = np.flatnonzero(np.abs(heard) > 1e-3)
    length_s = (audible[-1] - audible[0] + 1) / MIX_HZ if len(audible) else 0.0
    assert length_s == pytest.approx(expected_s, abs=0.004)
    assert mixer.speech_queued_s("ana") == 0


def test_speech_without_room_is_refused_whole() -> None:
    mixer = Mixer("under")
    piece = np.zeros(MIX_HZ * 10, np.float32)
    taken = sum(mixer.push_speech("ana", piece, MIX_HZ) for _ in range(10))
    assert taken == MOST_SPEECH_S / 10
    assert mixer.speech_queued_s("ana") == MOST_SPEECH_S


@given(
    bursts=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=60),
)
def test_an_original_stays_live_and_never_clicks(bursts: list[tuple[int, int]]) -> None:
    """Pushes and pulls of 20 ms in any order: bounded, and no step steeper than the tone's."""
    mixer, sound, at, heard = Mixer("original"), MINUTE, 0, []
    for pushes, pulls in bursts:
        for _ in range(pushes):
            mixer.push_original("ana", sound[at : at + FRAME])
            at += FRAME
            person = mixer._people["ana"]
            assert person.original.queued_s <= MOST_ORIGINAL_S + 0.02
        heard += [mixer.pull(FRAME) for _ in range(pulls)]
    if heard:
        mixed = np.concatenate(heard)
        # A fade over 5 ms from full scale adds at most this much to a step.
        assert steepest(mixed) < TONE_STEP + 2 * 0.2 / (0.005 * MIX_HZ)


def test_an_original_that_was_held_back_once_is_live_again_soon() -> None:
    mixer, sound = Mixer("original"), tone(20.0)
    listen(mixer, 1.0, sound)
    for _ in range(15):  # 0.3 s come at once after a stall
        mixer.push_original("ana", sound[:FRAME])
    listen(mixer, 5.0, sound)
    assert mixer._people["ana"].original.queued_s <= 0.12


@given(st.integers(1, 30), st.floats(0.1, 1.0))
def test_many_loud_people_stay_within_bounds(people: int, loudness: float) -> None:
    mixer = Mixer("original")
    for person in range(people):
        mixer.push_original(str(person), tone(0.2, hz=100 + 31 * person, level=loudness))
    heard = np.concatenate([mixer.pull(FRAME) for _ in range(8)])
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 1.0


def test_who_leaves_fades_out_and_is_forgotten_after_their_last_sentence() -> None:
    mixer = Mixer("under")
    before = listen(mixer, 0.5, tone(0.5))
    mixer.push_original("ana", tone(0.3))
    mixer.push_speech("ana", tone(0.5, rate_hz=24_000), 24_000)
    mixer.remove("ana")
    heard = listen(mixer, 1.0)
    assert rms(heard[: MIX_HZ // 2]) > 0.1
    assert not np.any(heard[round(0.6 * MIX_HZ) :])
    assert not mixer._people
    assert len(before)


def test_speech_that_is_cleared_stops_without_a_click() -> None:
    mixer = Mixer("under")
    mixer.push_speech("ana", tone(5.0), MIX_HZ)
    before = listen(mixer, 0.5)
    mixer.clear_speech()
    after = listen(mixer, 0.5)
    assert not np.any(after[FRAME:])
    assert steepest(np.concatenate([before, after])) < TONE_STEP + 0.2 / (0.005 * MIX_HZ)
