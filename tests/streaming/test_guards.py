import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audio_io.chunk import AudioChunk
from streaming.guards import guarded
from streaming.sound import VoicedSound
from translators.recognize import Hypothesis, Word


def voice(*spans: tuple[float, float]) -> VoicedSound:
    sound = VoicedSound()
    for start_s, end_s in spans:
        samples = np.zeros(round((end_s - start_s) * 16_000), np.float32)
        sound.add(AudioChunk(samples, 16_000, start_s), 0.9)
    return sound


def words(*times_s: float) -> tuple[Word, ...]:
    return tuple(Word(f" w{chr(97 + i)}", at, at + 0.2, 0.9) for i, at in enumerate(times_s))


def test_words_with_voice_under_them_stay():
    hypothesis = Hypothesis(words(0.0, 0.5, 1.0), "en")
    assert guarded(hypothesis, voice((0.0, 1.2)), 0.2) == hypothesis


def test_words_after_the_voice_go():
    hypothesis = Hypothesis(words(0.0, 0.5, 3.0, 4.0), "en", settled=4)
    kept = guarded(hypothesis, voice((0.0, 0.8)), 0.2)
    assert [word.start_s for word in kept.words] == [0.0, 0.5]
    assert kept.settled == 2


def test_a_loop_is_cut_after_its_first_round():
    once = words(0.0, 0.2, 0.4)
    looped = Hypothesis(once * 6, "en")
    assert guarded(looped, voice((0.0, 9.0)), 0.2).words == once


def test_no_speech_means_no_words():
    noise = Hypothesis(words(0.0), "en", no_speech_probability=0.9, average_log_probability=-1.5)
    assert guarded(noise, voice((0.0, 1.0)), 0.2).words == ()


def test_sure_words_stay_even_where_the_engine_suspects_no_speech():
    sure = Hypothesis(words(0.0), "en", no_speech_probability=0.9, average_log_probability=-0.2)
    assert guarded(sure, voice((0.0, 1.0)), 0.2).words == sure.words


def crowded(said: tuple[Word, ...], count: int, end_s: float) -> tuple[Word, ...]:
    """`count` words where there is no time to say them; the last one reaches on a little."""
    texts = [f" again{chr(97 + i)}" for i in range(count)]
    lengths = [0.0] * (count - 1) + [0.1]
    extra = (Word(text, end_s, end_s + length, 0.99) for text, length in zip(texts, lengths))
    return said + tuple(extra)


def test_words_crowded_into_the_end_go_however_sure_the_engine_is():
    said = words(0.0, 0.5, 1.0)
    hypothesis = Hypothesis(crowded(said, 12, 1.2), "en", settled=15)
    kept = guarded(hypothesis, voice((0.0, 1.4)), 0.2)
    assert kept.words == said
    assert kept.settled == 3


def test_a_mark_that_stands_alone_does_not_part_a_crowd():
    said = words(0.0, 0.5, 1.0)
    extra = [Word(text, 1.2, 1.2, 0.99) for text in (" again", " and", " –", " again", " and")]
    kept = guarded(Hypothesis((*said, *extra), "en"), voice((0.0, 1.4)), 0.2)
    assert kept.words == said


def test_a_word_that_is_only_quick_is_not_taken_for_a_crowd():
    quick = tuple(Word(f" quick{chr(97 + i)}", 0.1 * i, 0.1 * i + 0.1, 0.9) for i in range(6))
    hypothesis = Hypothesis(quick, "en")
    assert guarded(hypothesis, voice((0.0, 0.6)), 0.2) == hypothesis


def test_a_few_short_words_at_the_end_may_have_no_room_yet():
    hypothesis = Hypothesis(crowded(words(0.0, 0.5, 1.0), 3, 1.2), "en")
    assert guarded(hypothesis, voice((0.0, 1.4)), 0.2) == hypothesis


@given(st.integers(0, 12), st.integers(0, 12))
def test_said_words_survive_whatever_is_crowded_after_them(count, extra):
    said = words(*(0.3 * i for i in range(count)))
    end_s = said[-1].end_s if said else 0.0
    kept = guarded(Hypothesis(crowded(said, extra, end_s), "en"), voice((0.0, 9.0)), 0.2).words
    assert kept[:count] == said
    assert len(kept) - count < 4


def timed(text: str, *ends_s: float) -> tuple[Word, ...]:
    """Words that end at these times, each from where the one before it ended."""
    starts_s = (0.0, *ends_s)
    times = zip(text.split(), starts_s, ends_s, strict=False)
    return tuple(Word(f" {word}", start_s, end_s, 0.9) for word, start_s, end_s in times)


def test_a_sentence_that_is_begun_again_in_no_time_is_said_once():
    said = timed("Agent log in. Agent log in. Please", 0.7, 1.0, 1.2, 1.2, 1.2, 1.3, 1.8)
    kept = guarded(Hypothesis(said, "en"), voice((0.0, 2.0)), 0.2)
    assert kept.text.split() == ["Agent", "log", "in.", "Please"]
    assert kept.words[2].end_s == 1.2


def test_of_a_repetition_the_words_with_the_time_stay():
    before = timed("Press one to send this", 0.5, 0.8, 1.0, 1.2, 1.5)
    again = timed("message. Press one to send this message.", *[1.5] * 6, 1.9)
    words = tuple(Word(word.text, max(1.5, word.start_s), word.end_s, 0.9) for word in again)
    kept = guarded(Hypothesis(words, "en"), voice((0.0, 2.0)), 0.2, before)
    assert [(word.text, word.start_s, word.end_s) for word in kept.words] == [
        (" message.", 1.5, 1.9)
    ]


@given(st.integers(1, 6), st.integers(0, 12))
def test_what_is_really_said_twice_stays(count, known):
    texts = [f" word{chr(97 + i)}" for i in range(count)] * 2
    said = tuple(Word(text, 0.2 * i, 0.2 * i + 0.2, 0.9) for i, text in enumerate(texts))
    known = min(known, len(said) - 1)
    hypothesis = Hypothesis(said[known:], "en")
    assert guarded(hypothesis, voice((0.0, 9.0)), 0.2, said[:known]) == hypothesis


@given(st.integers(2, 6), st.integers(0, 6), st.booleans())
def test_a_repetition_in_no_time_leaves_the_text_once(count, known, is_first):
    once = [f" word{chr(97 + i)}" for i in range(count)]
    known = 0 if is_first else min(known, count)
    lengths_s = [0.0 if is_first else 0.3] * count
    lengths_s += [0.3 if is_first else 0.0] * count
    said, at_s = [], 0.0
    for text, length_s in zip(once * 2, lengths_s, strict=True):
        said.append(Word(text, at_s, at_s + length_s, 0.9))
        at_s += length_s
    kept = guarded(Hypothesis(tuple(said[known:]), "en"), voice((0.0, 9.0)), 0.2, said[:known])
    heard = [word.text for word in (*said[:known], *kept.words)]
    assert heard == once
