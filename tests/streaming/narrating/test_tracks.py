import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.narrating.looming import is_hazard
from streaming.narrating.tracks import Tracker
from tests.streaming.narrating.boxes import box

STEP_S = 0.1


def follow(frames, tracker=None, step_s=STEP_S, begin_s=0.0):
    """The tracks after each frame."""
    tracker = tracker or Tracker()
    return [tracker.update(boxes, begin_s + place * step_s) for place, boxes in enumerate(frames)]


def test_a_thing_is_there_once_it_was_seen_for_a_while():
    seen = follow([[box("dog", 0.5, 0.5, 0.2, 0.2)]] * 5)
    assert [len(each) for each in seen] == [0, 0, 0, 1, 1]
    track = seen[-1][0]
    assert (track.number, track.label, track.first_s) == (1, "dog", 0.0)
    assert track.score == pytest.approx(0.9)
    assert track.agreement == pytest.approx(1.0)


def test_a_doubtful_thing_takes_longer():
    seen = follow([[box("dog", 0.5, 0.5, 0.2, 0.2, score=0.5)]] * 12)
    assert [len(each) for each in seen].index(1) == 10


def test_a_flash_is_nothing():
    frames = [[box("dog", 0.5, 0.5, 0.2, 0.2)]] + [[]] * 20
    assert not any(follow(frames))


def test_a_thing_keeps_its_number_while_it_moves_and_is_missed():
    frames = [[box("car", 0.1 + 0.03 * place, 0.5, 0.2, 0.1)] for place in range(25)]
    for missed in (8, 9, 15):
        frames[missed] = []
    numbers = {track.number for tracks in follow(frames) for track in tracks}
    assert numbers == {1}


def test_two_things_that_pass_each_other_keep_their_numbers():
    frames = [
        [
            box("person", 0.2 + 0.02 * place, 0.5, 0.1, 0.4),
            box("car", 0.8 - 0.02 * place, 0.55, 0.2, 0.2),
        ]
        for place in range(30)
    ]
    last = {track.number: track.label for track in follow(frames)[-1]}
    first = {track.number: track.label for track in follow(frames)[5]}
    assert last == first
    assert sorted(last.values()) == ["car", "person"]


def test_a_thing_that_goes_is_lost_after_a_while():
    seen = follow([[box("cup", 0.5, 0.5, 0.1, 0.1)]] * 5 + [[]] * 20)
    assert seen[10]
    assert not seen[-1]


def test_a_thing_that_was_hidden_is_the_same_one_and_one_that_enters_is_another():
    tracker = Tracker()
    cup = [box("cup", 0.5, 0.5, 0.1, 0.1)]
    follow([cup] * 5 + [[]] * 30, tracker)
    assert follow([cup] * 5, tracker, begin_s=4.0)[-1][0].number == 1
    enters = [[box("cup", 0.5, 0.95, 0.1, 0.1)]] * 5
    assert follow(enters, tracker, begin_s=9.0)[-1][0].number == 2


def test_the_frames_decide_together_what_a_thing_is():
    person, cat = (box(label, 0.5, 0.5, 0.2, 0.6, 0.8) for label in ("person", "cat"))
    tracks = follow([[person], [cat], [person], [person], [cat], [person]])[-1]
    assert [track.label for track in tracks] == ["person"]
    assert 0.5 < tracks[0].agreement < 1.0


def test_two_names_for_one_place_are_one_thing():
    frames = [[box("sink", 0.5, 0.5, 0.2, 0.2, 0.8), box("mouse", 0.5, 0.51, 0.2, 0.2, 0.6)]] * 5
    tracks = follow(frames)[-1]
    assert [track.label for track in tracks] == ["sink"]
    assert tracks[0].agreement < 0.8


def test_a_part_of_a_person_is_no_second_person():
    whole, part = box("person", 0.5, 0.5, 0.3, 0.8), box("person", 0.5, 0.3, 0.2, 0.3, 0.6)
    assert len(follow([[whole, part]] * 5)[-1]) == 1


def test_a_thing_that_comes_at_us_is_seen_to_grow():
    sizes = [0.1 * 2.0 / (2.0 - 0.1 * place) for place in range(9)]
    track = follow([[box("car", 0.5, 0.5, size, size)] for size in sizes])[-1][0]
    assert is_hazard(track.area, track.grows_per_s, track.speed)


def test_a_new_view_forgets_everything():
    tracker = Tracker()
    follow([[box("cup", 0.5, 0.5, 0.1, 0.1)]] * 5, tracker)
    tracker.reset()
    assert tracker.update([box("cup", 0.5, 0.5, 0.1, 0.1)], 1.0) == ()


boxes = st.builds(
    box,
    st.sampled_from(["person", "car", "dog"]),
    st.floats(0.1, 0.9),
    st.floats(0.1, 0.9),
    st.floats(0.01, 0.9),
    st.floats(0.01, 0.9),
    st.floats(0.0, 1.0),
)


@settings(max_examples=60, deadline=None)
@given(frames=st.lists(st.lists(boxes, max_size=6), max_size=25), step_s=st.floats(0.02, 0.7))
def test_numbers_are_used_once_and_there_are_never_more_things_than_boxes(frames, step_s):
    most = 0
    for tracks in follow(frames, step_s=step_s):
        numbers = [track.number for track in tracks]
        assert len(set(numbers)) == len(numbers)
        most = max(most, max(numbers, default=0))
        assert all(0.0 <= track.score <= 1.0 and track.first_s <= track.seen_s for track in tracks)
    assert most <= sum(len(each) for each in frames)
