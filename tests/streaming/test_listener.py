import dataclasses
from itertools import pairwise, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configs.schema import Config, RecognizeConfig, SegmenterConfig
from streaming.language import NotUnderstood
from streaming.listener import Gap, Heard, Listener, SpeechStarted, SpeechStopped
from streaming.transcript import Transcript
from tests.streaming.speech_script import Oracle, script, scripts, sound
from translators.recognize import Hypothesis, Word

CONFIG = Config(recognize=RecognizeConfig(language="en"))


def run(listener: Listener, oracle: Oracle, chunks, cost_s: float = 0.1) -> list[Heard]:
    """Hear everything, with each pass taking `cost_s` of media time."""
    events: list[Heard] = []
    answer = None
    for chunk, probability in chunks:
        now_s = chunk.end_s
        events += listener.hear(chunk, probability)
        while True:
            if answer is not None:
                if answer[0] > now_s:
                    break
                events += listener.accept(answer[1], cost_s)
                answer = None
            wanted = listener.next_pass()
            if wanted is None:
                break
            answer = (now_s + cost_s, oracle.recognize(wanted.window))
    events += listener.finish()
    if answer is not None:
        events += listener.accept(answer[1], cost_s)
    oracle.whims = ["steady"]
    while (wanted := listener.next_pass()) is not None:
        events += listener.accept(oracle.recognize(wanted.window), cost_s)
    return events


def finals(events) -> list[Transcript]:
    return [each for each in events if isinstance(each, Transcript) and each.is_final]


def said(words: list[Word]) -> list[str]:
    return [word.text.strip() for word in words]


whims = st.lists(
    st.sampled_from(["steady", "steady", "late", "wrong end", "extra word", "loop", "crowd"]),
    min_size=1,
    max_size=12,
).filter(lambda each: "steady" in each)


class Attentive(Oracle):
    """Tells where each word was read from, and stops at the frontier where it may."""

    def recognize(self, window):
        hypothesis = super().recognize(window)
        end_s = window.start_s + len(window.samples) / 16_000
        words = [dataclasses.replace(word, attended_s=word.end_s) for word in hypothesis.words]
        before = list(takewhile(lambda word: word.end_s <= end_s - 0.5, words))
        if window.goes_on and len(before) < len(words):
            return dataclasses.replace(hypothesis, words=tuple(before), stopped_short=True)
        return dataclasses.replace(hypothesis, words=tuple(words))


@settings(max_examples=150)
@given(scripts, st.sampled_from([0.02, 0.15, 0.7]), st.sampled_from([0.0, 0.05, 0.4, 1.5]))
def test_an_engine_that_stops_at_the_frontier_loses_nothing(words, cost_s, tail_s):
    events = run(Listener(CONFIG), Attentive(words), sound(words, tail_s), cost_s)
    assert [word for final in finals(events) for word in final.stable.split()] == said(words)


@given(scripts, st.sampled_from([0.02, 0.15, 0.7]))
def test_only_a_window_that_speech_goes_on_after_says_so(words, cost_s):
    oracle, windows = Oracle(words), []
    answer = oracle.recognize
    oracle.recognize = lambda window: (windows.append(window), answer(window))[1]
    run(Listener(CONFIG), oracle, sound(words, 1.0), cost_s)
    for window in windows:
        end_s = window.start_s + len(window.samples) / 16_000
        # A silence is known as a pause after 0.16 s; a chunk is 0.032 s.
        if window.goes_on:
            assert any(word.start_s < end_s < word.end_s + 0.2 for word in words)
        else:
            assert not any(word.start_s + 0.04 < end_s < word.end_s - 0.04 for word in words[-1:])
    windows.clear()
    run(Listener(CONFIG, partials=False), oracle, sound(words, 1.0))
    assert windows
    assert not any(window.goes_on for window in windows)


@settings(max_examples=150)
@given(scripts, whims, st.sampled_from([0.02, 0.15, 0.7]), st.sampled_from([0.0, 0.05, 0.4, 1.5]))
def test_finals_are_what_was_said_each_word_once(words, unsteady, cost_s, tail_s):
    events = run(Listener(CONFIG), Oracle(words, unsteady), sound(words, tail_s), cost_s)
    heard = [word for final in finals(events) for word in final.stable.split()]
    # An engine's one doubtful word more, right where somebody spoke, cannot be told from speech.
    assert [word for word in heard if word != "thanks"] == said(words)


@given(scripts, whims)
def test_stable_only_grows_and_every_segment_has_one_final(words, unsteady):
    events = run(Listener(CONFIG), Oracle(words, unsteady), sound(words, 1.0))
    started = [each.segment_id for each in events if isinstance(each, SpeechStarted)]
    stopped = [each.segment_id for each in events if isinstance(each, SpeechStopped)]
    assert started == stopped == sorted(set(started))
    assert [final.segment_id for final in finals(events)] == started
    for segment in started:
        texts = [e for e in events if isinstance(e, Transcript) and e.segment_id == segment]
        assert [each.revision for each in texts] == sorted({each.revision for each in texts})
        for earlier, later in pairwise(texts):
            assert later.stable.startswith(earlier.stable)
        assert texts[-1].is_final


@given(scripts)
def test_word_times_never_go_backwards(words):
    events = run(Listener(CONFIG), Oracle(words), sound(words, 1.0))
    times = [t for final in finals(events) for w in final.words for t in (w.start_s, w.end_s)]
    assert times == sorted(times)
    assert all(0 <= t <= words[-1].end_s + 1.0 for t in times)


def test_speech_without_a_pause_is_cut_and_loses_nothing():
    words = script([0.0] * 120, [0.4] * 120)
    events = run(Listener(CONFIG), Oracle(words), sound(words, 1.0))
    assert len(finals(events)) >= 3
    for final in finals(events):
        assert final.end_s - final.start_s <= CONFIG.segmenter.max_segment_s + 0.1
    assert [w for f in finals(events) for w in f.stable.split()] == said(words)


def test_silence_asks_for_no_pass_and_says_nothing():
    listener = Listener(CONFIG)
    for chunk, probability in sound([], 30.0):
        assert listener.hear(chunk, probability) == ()
        assert listener.next_pass() is None
    assert listener.finish() == ()
    assert listener.idle


def test_the_final_needs_no_pass_of_its_own_when_the_pause_was_heard():
    words = script([0.0, 0.05, 0.05], [0.4, 0.4, 0.4])
    oracle = Oracle(words)
    listener = Listener(CONFIG)
    passes_at_stop = None
    for chunk, probability in sound(words, 1.0):
        events = listener.hear(chunk, probability)
        if any(isinstance(each, SpeechStopped) for each in events):
            passes_at_stop = oracle.passes
            assert isinstance(events[-1], Transcript)
            assert events[-1].is_final
        while (wanted := listener.next_pass()) is not None:
            listener.accept(oracle.recognize(wanted.window), 0.05)
    assert passes_at_stop == oracle.passes


def test_without_partials_a_segment_is_one_pass():
    words = script([0.0, 0.05, 1.5, 0.05], [0.4] * 4)
    oracle = Oracle(words)
    events = run(Listener(CONFIG, partials=False), oracle, sound(words, 1.0))
    assert oracle.passes == len(finals(events)) == 2


def test_what_was_said_before_is_the_prompt_from_a_word_on():
    words = script([0.0] + [0.05] * 9 + [1.5], [0.4] * 11)
    config = dataclasses.replace(
        CONFIG, streaming=dataclasses.replace(CONFIG.streaming, prompt_chars=12)
    )
    listener = Listener(config)
    prompts = []
    oracle = Oracle(words)
    answer = oracle.recognize
    oracle.recognize = lambda window: (prompts.append(window.prompt), answer(window))[1]
    run(listener, oracle, sound(words, 1.0))
    assert prompts[0] == ""
    assert prompts[-1] == "waix wajx."


def test_a_slow_recognizer_gets_fewer_passes():
    words = script([0.0] + [0.05] * 19, [0.4] * 20)
    quick, slow = Oracle(words), Oracle(words)
    run(Listener(CONFIG), quick, sound(words, 1.0), cost_s=0.02)
    run(Listener(CONFIG), slow, sound(words, 1.0), cost_s=1.0)
    assert slow.passes < quick.passes / 2


def test_shortest_settings_still_hold():
    config = dataclasses.replace(CONFIG, segmenter=SegmenterConfig(max_segment_s=3.0))
    words = script([0.0] * 30, [0.3] * 30)
    events = run(Listener(config), Oracle(words), sound(words, 0.5))
    assert [w for f in finals(events) for w in f.stable.split()] == said(words)


def test_a_hopeless_recognizer_gives_up_whole_segments_and_says_so():
    words = script([0.0, 0.05, 0.9, 0.05] * 20, [0.5] * 80)
    config = dataclasses.replace(CONFIG, audio=dataclasses.replace(CONFIG.audio, buffer_s=5.0))
    listener = Listener(config)
    chunks = sound(words, 1.0)
    behind_s = 0.0
    events: list[Heard] = []
    stuck = None
    for chunk, probability in chunks:
        events += listener.hear(chunk, probability)
        stuck = stuck or listener.next_pass()
        behind_s = max(behind_s, listener.backlog_s)
    assert stuck is not None
    events += listener.accept(Oracle(words).recognize(stuck.window), 60.0)
    events += listener.finish()
    while (wanted := listener.next_pass()) is not None:
        events += listener.accept(Oracle(words).recognize(wanted.window), 0.1)
    gaps = [each for each in events if isinstance(each, Gap)]
    assert gaps
    assert behind_s <= 5.0 + CONFIG.segmenter.max_segment_s
    segments = [each.segment_id for each in events if isinstance(each, SpeechStarted)]
    assert [final.segment_id for final in finals(events)] == segments


def test_windows_of_finals_can_be_taken_once():
    words = script([0.0, 0.05, 1.5], [0.4] * 3)
    listener = Listener(CONFIG, keeps_windows=True)
    events = run(listener, Oracle(words), sound(words, 1.0))
    for final in finals(events):
        window = listener.take_window(final.segment_id)
        assert window.task == "translate"
        assert window.start_s <= final.start_s
        assert window.start_s + len(window.samples) / 16_000 >= final.end_s


class Sated(Oracle):
    """Finds that all is said as soon as it is made to begin with more than a few words."""

    def recognize(self, window):
        if len(window.prefix) > 4:
            return Hypothesis((), "en")
        return super().recognize(window)


@given(st.integers(8, 40), st.sampled_from([0.02, 0.15, 0.5]))
def test_a_decoder_that_will_not_go_on_gets_a_window_of_its_own(count, cost_s):
    words = script([0.05] * count, [0.8] * count)
    events = run(Listener(CONFIG), Sated(words), sound(words, 1.0), cost_s)
    assert " ".join(final.text for final in finals(events)).split() == said(words)
    texts = [each for each in events if isinstance(each, Transcript)]
    for text in texts:
        assert text.end_s - (text.words[-1].end_s if text.words else text.start_s) < 4.0


@given(st.integers(9, 14), st.sampled_from([0.02, 0.15, 0.5]))
def test_nor_does_anything_wait_where_a_sentence_ended_the_segment_before(length, cost_s):
    plain = script([0.05] * 45, [0.8] * 45)
    ends = range(length - 1, len(plain), length)
    words = [
        dataclasses.replace(word, text=word.text + "." * (place in ends))
        for place, word in enumerate(plain)
    ]

    class Content(Oracle):
        """Finds that all is said when it is made to begin with the end of a sentence."""

        def recognize(self, window):
            is_ended = window.prefix and window.prefix[-1].text.rstrip(".") in ended
            return Hypothesis((), "en") if is_ended else super().recognize(window)

    ended = [plain[place].text for place in ends]
    events = run(Listener(CONFIG), Content(words), sound(words, 1.0), cost_s)
    assert [w.rstrip(".") for f in finals(events) for w in f.text.split()] == said(plain)
    texts = [each for each in events if isinstance(each, Transcript)]
    for one, other in pairwise(texts):
        assert other.end_s - one.end_s < 4.0


def test_a_wrong_language_is_reported_once_within_five_seconds():
    words = [dataclasses.replace(word, probability=0.3) for word in script([0.1] * 30, [0.3] * 30)]
    events = run(Listener(CONFIG), Oracle(words), sound(words, 1.0))
    (doubt,) = (each for each in events if isinstance(each, NotUnderstood))
    assert doubt.language == "en"
    assert doubt.at_s - words[0].start_s < 5.0


def test_what_a_decoder_left_out_at_the_end_is_heard_again():
    words = script([0.0] + [0.05] * 9, [0.4] * 10)

    class StopsEarly(Oracle):
        def recognize(self, window):
            answer = super().recognize(window)
            begins_late = window.start_s > words[4].start_s
            left = 6 - len(window.prefix)
            return answer if begins_late else dataclasses.replace(answer, words=answer.words[:left])

    events = run(Listener(CONFIG), StopsEarly(words), sound(words, 1.0))
    assert [w for f in finals(events) for w in f.stable.split()] == said(words)


class Skips(Oracle):
    """Understands a stretch in a window of its own; in others it guesses, and then skips it.

    The word before is then stretched over what was skipped.
    """

    def __init__(self, words, first, last):
        super().__init__(words)
        self._before, self._skipped = words[first - 1], words[first:last]
        self._guesses = 0

    def recognize(self, window):
        answer = super().recognize(window)
        if window.start_s > self._before.start_s + 0.1:
            return answer
        self._guesses += 1
        end_s = self._skipped[-1].end_s
        if not any(word.start_s >= end_s for word in answer.words):
            return dataclasses.replace(answer, words=tuple(map(self._guess, answer.words)))
        kept = [word for word in answer.words if word not in self._skipped]
        return dataclasses.replace(answer, words=tuple(map(self._stretched, kept)))

    def _guess(self, word):
        if word not in self._skipped:
            return word
        return dataclasses.replace(word, text=f" guess{self._guesses}", probability=0.1)

    def _stretched(self, word):
        end_s = self._skipped[-1].end_s
        return dataclasses.replace(word, end_s=end_s) if word == self._before else word


@pytest.mark.parametrize("count", [13, 30])
def test_speech_that_a_decoder_skips_in_the_midst_is_heard_again(count):
    words = script([0.05] * count, [0.4] * count)
    events = run(Listener(CONFIG), Skips(words, 4, 12), sound(words, 1.0), 0.6)
    assert " ".join(final.text for final in finals(events)).split() == said(words)
