import dataclasses

import pytest

from configs.schema import Config
from streaming.segments import Segments
from streaming.utterance import Utterance
from tests.streaming.speech_script import script, sound
from translators.recognize import Hypothesis, Word

CONFIG = Config()
LONGEST_S = CONFIG.segmenter.max_segment_s


def spoken(segments: Segments, words: list[Word]) -> Utterance:
    """A segment in which these words were said, and nobody has stopped yet."""
    utterance = segments.begin(words[0].start_s)
    for chunk, probability in sound(words, 0.0):
        if chunk.end_s > words[0].start_s:
            segments.hear(chunk, probability)
    return utterance


def settle(utterance: Utterance, words: list[Word], shown: int) -> None:
    """Have all words settled, the first ones in an earlier pass than the rest."""
    for count in (shown, len(words)):
        rest = tuple(words[len(utterance.settled) : count])
        hypothesis = Hypothesis(rest, "en", settled=len(rest))
        utterance.accept(hypothesis, utterance.heard_s)


def lasting(length_s: float) -> list[Word]:
    count = round(length_s / 0.4)
    return script([0.0] * count, [0.4] * count)


def test_segments_are_counted_and_leave_in_order():
    segments = Segments(CONFIG, partials=True)
    assert segments.is_empty
    assert segments.spoken is None
    first = segments.begin(0.5)
    assert (segments.oldest, segments.spoken, segments.waiting) == (first, first, 0)
    segments.end(first, 1.0)
    assert (segments.spoken, segments.waiting) == (None, 1)
    second = segments.begin(2.0)
    assert (segments.oldest, segments.spoken, segments.waiting) == (first, second, 1)
    assert [first.segment_id, second.segment_id] == [1, 2]
    segments.remove_oldest()
    assert segments.oldest is second


def test_a_segment_has_the_sound_from_just_before_its_speech():
    segments = Segments(CONFIG, partials=True)
    words = script([5.0], [0.6])
    for chunk, probability in sound(words, 0.0):
        segments.hear(chunk, probability)
    utterance = segments.begin(words[0].start_s)
    pre_roll_s = words[0].start_s - utterance.sound_start_s
    assert pre_roll_s == pytest.approx(CONFIG.segmenter.pre_roll_s, abs=0.033)
    assert utterance.heard_s == pytest.approx(words[0].end_s, abs=0.001)


def test_what_was_heard_after_a_segment_may_begin_the_next():
    segments = Segments(CONFIG, partials=True)
    words = script([0.0, 0.2], [0.5, 0.5])
    first = spoken(segments, words)
    segments.end(first, words[0].end_s)
    second = segments.begin(words[1].start_s)
    assert second.sound_start_s == pytest.approx(words[0].end_s, abs=0.033)
    assert second.heard_s == first.heard_s


def test_long_silence_before_a_segment_is_not_kept():
    segments = Segments(CONFIG, partials=True)
    for chunk, probability in sound([], 60.0):
        segments.hear(chunk, probability)
    assert segments.begin(0.0).sound_start_s >= 60.0 - CONFIG.segmenter.pre_roll_s - 1.1


def test_a_short_segment_does_not_go_over():
    segments = Segments(CONFIG, partials=True)
    words = lasting(LONGEST_S * 0.5)
    utterance = spoken(segments, words)
    settle(utterance, words, shown=3)
    assert segments.go_over(utterance) is None
    assert segments.spoken is utterance


@pytest.mark.parametrize(
    ("share", "mark", "goes_over"),
    [
        (0.65, ".", True),
        (0.65, ",", False),
        (0.9, ",", True),
        (0.9, "", False),
        (1.05, "", True),
    ],
)
def test_the_longer_a_segment_the_worse_a_place_will_do(share, mark, goes_over):
    segments = Segments(CONFIG, partials=True)
    words = lasting(LONGEST_S * share)
    place = len(words) - 3
    words[place - 1] = dataclasses.replace(words[place - 1], text=words[place - 1].text + mark)
    words[place] = dataclasses.replace(words[place], text=words[place].text.replace("w", "W"))
    utterance = spoken(segments, words)
    settle(utterance, words, shown=place - 2)
    following = segments.go_over(utterance)
    assert (following is not None) is goes_over
    if following is not None:
        assert segments.spoken is following
        assert following.segment_id == 2
        assert utterance.speech_end_s == following.speech_start_s
        assert [*utterance.settled, *following.settled] == words
        assert not mark or len(utterance.settled) == place


def test_only_the_segment_that_is_being_spoken_goes_over():
    segments = Segments(CONFIG, partials=True)
    words = lasting(LONGEST_S * 1.1)
    utterance = spoken(segments, words)
    settle(utterance, words, shown=3)
    segments.end(utterance, words[-1].end_s)
    assert segments.go_over(utterance) is None


@pytest.mark.parametrize(("partials", "longest_s"), [(True, 24.0), (False, LONGEST_S)])
def test_sound_with_nothing_settled_is_cut_when_a_window_cannot_hold_more(partials, longest_s):
    segments = Segments(CONFIG, partials=partials)
    utterance = spoken(segments, lasting(longest_s - 1.0))
    assert segments.cut(utterance) is None
    segments = Segments(CONFIG, partials=partials)
    utterance = spoken(segments, lasting(longest_s + 1.0))
    end_s = utterance.heard_s
    following = segments.cut(utterance)
    assert following is not None
    assert segments.spoken is following
    assert utterance.heard_s == following.sound_start_s == utterance.speech_end_s
    assert utterance.heard_s - utterance.sound_start_s <= longest_s
    assert following.heard_s == end_s


def waiting(partials: bool = True, buffer_s: float = 5.0) -> Segments:
    """Three segments of two seconds, two of them over, none of them heard by a pass."""
    audio = dataclasses.replace(CONFIG.audio, buffer_s=buffer_s)
    segments = Segments(dataclasses.replace(CONFIG, audio=audio), partials=partials)
    words = script([0.0, 1.0, 1.0], [2.0] * 3)
    for word in words[:-1]:
        segments.end(spoken(segments, [word]), word.end_s)
    spoken(segments, words[-1:])
    return segments


def test_the_oldest_that_waits_is_given_up_until_the_rest_can_be_held():
    segments = waiting()
    assert segments.backlog_s == pytest.approx(6.0, abs=0.2)
    lost = segments.shed(None)
    assert lost is segments.oldest
    assert lost.is_given_up
    assert segments.backlog_s == pytest.approx(4.0, abs=0.2)
    assert segments.shed(None) is None


def test_what_the_recognizer_is_hearing_is_not_given_up():
    lost = waiting().shed(1)
    assert lost is not None
    assert lost.segment_id == 2


def test_what_is_being_spoken_is_not_given_up():
    segments = waiting(buffer_s=1.0)
    assert [segments.shed(None).segment_id for _ in range(2)] == [1, 2]
    assert segments.shed(None) is None


def test_where_nobody_waits_nothing_is_given_up():
    assert waiting(partials=False, buffer_s=1.0).shed(None) is None


def test_what_a_pass_has_heard_is_not_behind():
    segments = Segments(CONFIG, partials=True)
    words = lasting(3.0)
    utterance = spoken(segments, words)
    assert segments.backlog_s == pytest.approx(3.0, abs=0.2)
    utterance.accept(Hypothesis(tuple(words), "en"), utterance.heard_s)
    assert segments.backlog_s == 0.0
