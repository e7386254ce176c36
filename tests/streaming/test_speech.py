from hypothesis import given
from hypothesis import strategies as st

from configs.schema import SpeakConfig
from streaming.speech import SpeechQueue
from streaming.translation import Translation


def translation(stable: str, *, segment=1, end_s=1.0) -> Translation:
    return Translation(segment, 1, "en", "pt", stable, "", 0.0, end_s, False)


def test_each_stable_sentence_is_taken_once_in_order():
    queue = SpeechQueue(SpeakConfig())
    first = queue.take(translation("Um. Dois."))
    second = queue.take(translation("Um. Dois. Três."))
    third = queue.take(translation("Quatro.", segment=2))
    assert [each.text for each in (*first, *second, *third)] == ["Um.", "Dois.", "Três.", "Quatro."]
    assert [each.number for each in (*first, *second, *third)] == [1, 2, 3, 4]
    assert queue.take(translation("Quatro.", segment=2)) == ()


def clause(queue: SpeechQueue, text: str = "Um.", *, end_s: float = 9.0):
    (taken,) = queue.take(translation(text, end_s=end_s))
    queue.begin(taken)
    return taken


def test_speech_hurries_when_it_is_behind():
    queue = SpeechQueue(SpeakConfig(rate=1.0, max_rate=1.3))
    short = clause(queue)
    assert queue.rate(short, 0.0) == 1.0
    queue.place(10.0, ready_s=0.0)
    assert queue.rate(short, 0.0) == 1.3
    assert queue.rate(short, 9.8) == 1.0


def test_a_clause_that_takes_longer_than_its_source_is_hurried():
    queue = SpeechQueue(SpeakConfig(rate=1.0, max_rate=1.3))
    assert queue.rate(clause(queue, "x" * 120, end_s=8.0), 0.0) == 1.25
    queue = SpeechQueue(SpeakConfig(rate=1.0, max_rate=1.3))
    assert queue.rate(clause(queue, "x" * 120, end_s=4.0), 0.0) == 1.3


def test_how_fast_the_voice_is_is_learnt():
    queue = SpeechQueue(SpeakConfig(rate=1.0, max_rate=2.0))
    slow = clause(queue, "x" * 80, end_s=8.0)
    assert queue.rate(slow, 0.0) == 1.0
    for _ in range(30):
        queue.finished(slow, 10.0, rate=1.0)
    assert 1.2 < queue.rate(slow, 0.0) < 1.3


def test_what_waits_counts_as_backlog():
    queue = SpeechQueue(SpeakConfig())
    (waiting,) = queue.take(translation("x" * 120))
    assert queue.backlog_s(0.0) == 10.0
    queue.begin(waiting)
    assert queue.backlog_s(0.0) == 0.0


def test_a_clause_is_too_late_when_it_would_be_heard_long_after_its_source():
    queue = SpeechQueue(SpeakConfig(most_behind_s=15.0))
    said = clause(queue, end_s=9.0)
    assert not queue.is_too_late(said, 24.0)
    assert queue.is_too_late(said, 24.1)
    queue.place(20.0, ready_s=5.0)
    assert queue.is_too_late(said, 9.0)


def test_speech_is_never_slower_than_asked():
    queue = SpeechQueue(SpeakConfig(rate=1.8, max_rate=1.3))
    queue.place(10.0, ready_s=0.0)
    assert queue.rate(clause(queue), 0.0) == 1.8


@given(st.lists(st.tuples(st.floats(0.01, 5), st.floats(0, 30)), max_size=20))
def test_pieces_are_placed_in_order_without_overlap(pieces):
    queue = SpeechQueue(SpeakConfig())
    free_s, ready_s = 0.0, 0.0
    for duration_s, later_s in pieces:
        ready_s += later_s
        start_s = queue.place(duration_s, ready_s)
        assert start_s >= max(free_s, ready_s)
        free_s = start_s + duration_s
