from captions.announcing.announcement import Priority
from streaming.narrating.hazards import Hazards
from streaming.narrating.place import Side
from streaming.narrating.scenery import Scenery
from streaming.narrating.settings import NarratorSettings
from streaming.narrating.tracks import Tracker
from streaming.narrating.utterance import Reason, View
from streaming.narrating.wording.words import words_for
from tests.streaming.narrating.boxes import box

STEP_S = 0.2
LEFT, MIDDLE, RIGHT = 0.15, 0.5, 0.85


def scenes(*comers, count=12):
    """Things (label, x, score) that come, frame by frame; the scenery and when it was seen."""
    tracker = Tracker()
    for place in range(count):
        size = 0.15 * 2.4 / (2.4 - place * STEP_S) if place < 11 else 0.9
        boxes = [box(label, x, 0.5, size, size * 0.8, score) for label, x, score in comers]
        at_s = place * STEP_S
        view = View(at_s, tracker.update(boxes, at_s))
        yield Scenery(view, NarratorSettings(), 2), at_s


def warned(*comers, saying=None):
    """The first warning, with those who gave it."""
    hazards = Hazards(words_for("en", clock=False))
    for scenery, at_s in scenes(*comers):
        hazards.see(scenery, at_s)
        draft = hazards.next(scenery, at_s, saying)
        if draft is not None:
            assert hazards.next(scenery, at_s, None) is None, "it is due once"
            return draft
    return None


def test_what_comes_is_named_with_its_side():
    draft = warned(("car", MIDDLE, 0.9))
    assert draft.text == "Car coming, ahead."
    assert (draft.priority, draft.reason) == (Priority.HAZARD, Reason.HAZARD)
    assert [track.label for track in draft.tracks] == ["car"]
    assert draft.sides == (Side.AHEAD,)


def test_what_is_doubtful_is_not_named():
    draft = warned(("car", MIDDLE, 0.55))
    assert "car" not in draft.text.lower()


def test_what_comes_from_two_sides_is_one_warning():
    draft = warned(("car", LEFT, 0.9), ("bus", RIGHT, 0.9))
    assert draft.sides == (Side.LEFT, Side.RIGHT)
    assert "bus" not in draft.text.lower()


def test_a_warning_that_is_being_said_is_said_anew_only_for_another_side():
    left, ahead = warned(("car", LEFT, 0.9)), warned(("car", MIDDLE, 0.9))
    assert warned(("bus", LEFT, 0.9), saying=left) is None
    both = warned(("bus", LEFT, 0.9), saying=ahead)
    assert both.sides == (Side.LEFT, Side.AHEAD)


def test_nobody_is_warned_of_an_old_picture():
    hazards = Hazards(words_for("en", clock=False))
    for scenery, at_s in scenes(("car", MIDDLE, 0.9)):
        hazards.see(scenery, at_s)
        assert hazards.next(None, at_s, None) is None
        assert hazards.next(scenery, at_s, None) is None, "what was in it is not told later"


def test_who_was_warned_of_is_warned_of_again_only_after_a_while():
    hazards, told = Hazards(words_for("en", clock=False)), 0
    for scenery, at_s in scenes(("car", MIDDLE, 0.9)):
        hazards.see(scenery, at_s)
        told += hazards.next(scenery, at_s, None) is not None
    assert told == 1
