import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audio_io.chunk import AudioChunk
from streaming.sound import VoicedSound

CHUNK = 512
CHUNK_S = CHUNK / 16_000


def sound(*probabilities: float, start_s: float = 0.0) -> VoicedSound:
    made = VoicedSound()
    for index, probability in enumerate(probabilities):
        samples = np.full(CHUNK, index + 1, np.float32)
        made.add(AudioChunk(samples, 16_000, start_s + index * CHUNK_S), probability)
    return made


def test_an_empty_sound_has_no_samples_and_no_voice():
    empty = VoicedSound()
    assert empty.is_empty
    assert len(empty.samples(0.0, 9.0)) == 0
    assert empty.peak(0.0, 9.0) == empty.voiced_s(0.0, 9.0) == 0.0


def test_samples_between_two_times():
    found = sound(0.9, 0.9, 0.9, start_s=1.0).samples(1.0 + CHUNK_S, 1.0 + 2 * CHUNK_S)
    assert found.tolist() == [2.0] * CHUNK


def test_voice_is_counted_only_where_it_is():
    heard = sound(0.9, 0.1, 0.9, 0.9)
    assert heard.peak(CHUNK_S * 1.1, CHUNK_S * 1.9) == 0.1
    assert heard.voiced_s(0.0, 1.0) == 3 * CHUNK_S
    assert heard.voiced_s(CHUNK_S * 2.5, 1.0) == 1.5 * CHUNK_S


def test_what_is_dropped_is_gone_and_a_copy_stays():
    heard = sound(0.9, 0.9, 0.9)
    copy = heard.until(2 * CHUNK_S)
    heard.drop_before(CHUNK_S)
    assert heard.start_s == CHUNK_S
    assert (copy.start_s, copy.end_s) == (0.0, 2 * CHUNK_S)


def test_the_quietest_place():
    heard = sound(0.9, 0.9, 0.9)
    assert heard.quietest_s([CHUNK_S * 2.9, CHUNK_S * 0.1, CHUNK_S * 1.5]) == CHUNK_S * 0.1
    assert heard.ends_s(0.0, CHUNK_S * 2) == [CHUNK_S, CHUNK_S * 2]


@given(st.integers(1, 8), st.floats(-0.1, 0.4))
def test_a_split_loses_no_sample(chunks, at_s):
    heard = sound(*[0.9] * chunks)
    whole = heard.samples(0.0, 9.0).tolist()
    after = heard.split(at_s)
    parts = heard.samples(0.0, 9.0).tolist() + after.samples(0.0, 9.0).tolist()
    assert parts == whole
    if not heard.is_empty and not after.is_empty:
        assert heard.end_s == after.start_s
