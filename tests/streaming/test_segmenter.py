from hypothesis import given
from hypothesis import strategies as st

from configs.schema import SegmenterConfig
from streaming.segmenter import Boundary, BoundaryKind, Segmenter

CHUNK_S = 0.032
CONFIG = SegmenterConfig()


def boundaries(probabilities, config=CONFIG) -> list[Boundary]:
    segmenter = Segmenter(config)
    found = []
    for index, probability in enumerate(probabilities):
        found += segmenter.push(index * CHUNK_S, (index + 1) * CHUNK_S, probability)
    return [*found, *segmenter.finish()]


def kinds(probabilities) -> list[BoundaryKind]:
    return [each.kind for each in boundaries(probabilities)]


def chunks(seconds: float) -> int:
    return round(seconds / CHUNK_S)


def test_speech_begins_at_its_first_voiced_sample_and_ends_at_its_last():
    found = boundaries([0.0] * 10 + [0.9] * 20 + [0.0] * 30)
    assert found[0] == Boundary(BoundaryKind.STARTED, 10 * CHUNK_S)
    assert found[-1] == Boundary(BoundaryKind.STOPPED, 30 * CHUNK_S)


def test_a_click_is_not_speech():
    assert kinds([0.0] * 5 + [0.9] * 2 + [0.0] * 40) == []


def test_a_short_silence_is_a_pause():
    silence = [0.0] * chunks(0.3)
    assert kinds([0.9] * 20 + silence + [0.9] * 20 + [0.0] * 30) == [
        BoundaryKind.STARTED,
        BoundaryKind.PAUSED,
        BoundaryKind.RESUMED,
        BoundaryKind.PAUSED,
        BoundaryKind.STOPPED,
    ]


def test_between_the_two_bars_speech_goes_on_but_does_not_begin():
    assert kinds([0.4] * 100) == []
    assert kinds([0.9] * 10 + [0.4] * 100) == [BoundaryKind.STARTED, BoundaryKind.STOPPED]


def test_a_long_segment_ends_at_a_shorter_silence():
    short = [0.0] * chunks(0.25)
    early = [0.9] * chunks(3) + short + [0.9] * chunks(3)
    late = [0.9] * chunks(17.5) + short + [0.9] * chunks(1)
    assert BoundaryKind.STOPPED not in kinds(early)[:-1]
    assert BoundaryKind.STOPPED in kinds(late)[:-1]


def test_the_end_of_input_ends_the_segment():
    assert kinds([0.9] * 20) == [BoundaryKind.STARTED, BoundaryKind.STOPPED]


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 40)), max_size=40))
def test_boundaries_are_ordered_and_paired(runs):
    found = boundaries([value for value, count in runs for _ in range(count)])
    speaking = paused = False
    at_s = 0.0
    for each in found:
        match each.kind:
            case BoundaryKind.STARTED:
                assert not speaking
                speaking, paused = True, False
            case BoundaryKind.PAUSED:
                assert speaking
                assert not paused
                paused = True
            case BoundaryKind.RESUMED:
                assert paused
                paused = False
            case BoundaryKind.STOPPED:
                assert speaking
                speaking = False
        assert each.at_s >= at_s
        at_s = each.at_s
    assert not speaking
