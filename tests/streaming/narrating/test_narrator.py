from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from captions.announcing.announcement import Priority
from streaming.narrating.commands import Order
from streaming.narrating.place import Optics
from streaming.narrating.settings import NarratorSettings
from streaming.narrating.utterance import Reason, Reply, Want
from streaming.narrating.wording.phrasebook import Guidance
from tests.streaming.narrating.boxes import box
from tests.streaming.narrating.stage import FRAME_S, Stage

PERSON = box("person", 0.5, 0.55, 0.2, 0.7)
DOG = box("dog", 0.15, 0.7, 0.2, 0.3)
CHAIR = box("chair", 0.85, 0.7, 0.2, 0.4)
NOTICE = "Not for navigation safety."


def coming(stage: Stage, label: str = "car", x: float = 0.5, beside=()) -> float:
    """Something comes at us; the time of the first frame of which a hazard was told."""
    before = len(stage.of(Priority.HAZARD))
    for left_s in (2.4, 2.2, 2.0, 1.8, 1.6, 1.4, 1.2, 1.0, 0.8):
        size = 0.15 * 2.4 / left_s
        stage.frame(box(label, x, 0.5, size, size * 0.8), *beside)
        if len(stage.of(Priority.HAZARD)) > before:
            return stage.now_s
    raise AssertionError(f"no hazard was told: {stage.texts}")


def opened(*boxes, **how) -> Stage:
    """A stage after the notice and the description of a scene."""
    stage = Stage(**how)
    stage.frames(15.0, *boxes)
    return stage


def test_the_notice_comes_first_and_once():
    stage = opened(PERSON)
    stage.frames(60.0, PERSON)
    assert stage.texts[0] == NOTICE
    assert stage.texts.count(NOTICE) == 1


@pytest.mark.parametrize("verbosity", [1, 2, 3])
def test_a_static_minute_is_described_once(verbosity):
    stage = Stage(settings=NarratorSettings(verbosity=verbosity))
    stage.frames(60.0, PERSON, DOG, CHAIR)
    assert [each.utterance.reason for each in stage.said] == [Reason.NOTICE, Reason.SCENE]


@pytest.mark.parametrize(
    ("verbosity", "said"),
    [
        (1, "A person at 12 o'clock. A dog at 11 o'clock."),
        (
            2,
            "A person at 12 o'clock, near. A dog at 11 o'clock, near. A chair at 1 o'clock, near.",
        ),
    ],
)
def test_the_scene_says_what_which_way_and_how_near(verbosity, said):
    stage = opened(PERSON, DOG, CHAIR, settings=NarratorSettings(verbosity=verbosity))
    assert stage.newest.utterance.text == said


def test_a_mirrored_picture_has_left_and_right_swapped():
    mirrored = NarratorSettings(optics=Optics(is_mirrored=True))
    stage = opened(DOG, clock=False, settings=mirrored)
    assert stage.newest.utterance.text == "A dog on the right, near."


def test_a_scene_without_anything_says_so():
    assert opened().newest.utterance.text == "I recognise nothing here."


def test_who_enters_is_told_within_a_second_of_being_visible():
    stage = opened(CHAIR)
    entered_s = stage.now_s + FRAME_S
    stage.frames(3.0, CHAIR, PERSON)
    assert stage.newest.utterance.reason is Reason.ENTERED
    assert stage.newest.utterance.text == "A person at 12 o'clock, near."
    assert stage.newest.begin_s - (entered_s + 0.3) <= 1.0


def test_who_enters_does_not_wait_for_a_long_description():
    stage = Stage()
    stage.frames(3.0, CHAIR, DOG, box("tv", 0.5, 0.2, 0.2, 0.2))
    assert stage.newest.utterance.reason is Reason.SCENE
    stage.frames(0.8, CHAIR, DOG, PERSON)
    assert stage.said[-2].cut == "somebody came"
    assert "person" in stage.newest.utterance.text
    assert "dog" in stage.newest.utterance.text, "it was cut off, and matters"


def test_who_leaves_the_picture_is_told():
    stage = opened(PERSON)
    for x in (0.6, 0.7, 0.8, 0.9, 0.95):
        stage.frame(box("person", x, 0.55, 0.2, 0.7))
    stage.frames(4.0)
    assert stage.newest.utterance.text == "Nobody in view any more."


def test_who_is_only_missed_is_not_told_again():
    stage = opened(PERSON, DOG)
    before = len(stage.said)
    stage.frames(3.0, DOG)
    stage.frames(10.0, DOG, PERSON)
    assert len(stage.said) == before


def test_what_is_doubtful_says_possibly():
    stage = opened(box("person", 0.5, 0.55, 0.2, 0.7, score=0.55))
    assert stage.newest.utterance.text == "Possibly a person at 12 o'clock, near."


def test_a_hazard_cuts_off_everything_within_300_ms():
    stage = opened(CHAIR)
    stage.order(Order.AHEAD)
    stage.order(Order.MORE)
    assert stage.newest.end_s is None, "an answer is being said"
    frame_s = coming(stage, beside=(CHAIR,))
    hazard = stage.of(Priority.HAZARD)[0]
    assert hazard.begin_s - frame_s <= 0.3
    assert hazard.utterance.text == "Car coming, 12 o'clock."
    assert stage.said[-2].cut == "something more urgent"
    assert stage.said[-2].end_s == hazard.begin_s


def test_a_hazard_speaks_while_somebody_speaks():
    stage = opened(CHAIR)
    stage.hear(True)
    coming(stage, beside=(CHAIR,))
    assert len(stage.of(Priority.HAZARD)) == 1


def test_a_hazard_is_told_once_and_again_only_after_a_while():
    stage = opened(CHAIR)
    coming(stage, beside=(CHAIR,))
    for left_s in (0.7, 0.65, 0.6, 0.57, 0.55):
        size = 0.15 * 2.4 / left_s
        stage.frame(box("car", 0.5, 0.5, size, size * 0.8), CHAIR)
    assert len(stage.of(Priority.HAZARD)) == 1


def test_a_hazard_from_another_side_is_told_together_with_the_first():
    stage = opened(clock=False)
    for left_s in (2.4, 2.2, 2.0, 1.8, 1.6, 1.4, 1.2, 1.0):
        size = 0.15 * 2.4 / left_s
        cars = [box("car", 0.25, 0.5, size, size)]
        if left_s < 2.1:
            late = 0.1 * 2.0 / left_s
            cars.append(box("car", 0.8, 0.5, late, late))
        stage.frame(*cars)
    texts = [each.utterance.text for each in stage.of(Priority.HAZARD)]
    assert texts[0] == "Car coming, left."
    assert texts[-1] == "Careful: left and right."


def test_the_flood_limit_never_holds_a_hazard_back():
    stage = Stage(settings=NarratorSettings(a_minute=4))
    stage.frames(10.0, CHAIR)
    for number in range(12):
        stage.frames(4.0, CHAIR, box("dog", 0.1 + 0.07 * number, 0.7, 0.1, 0.2))
    coming(stage, beside=(CHAIR,))
    assert len(stage.of(Priority.HAZARD)) == 1


def test_a_turn_cuts_off_what_is_said_and_describes_anew():
    stage = Stage()
    stage.frames(3.0, CHAIR, DOG)
    assert stage.newest.utterance.reason is Reason.SCENE
    assert stage.newest.end_s is None
    stage.frame(is_new=True)
    assert stage.newest.cut == "the view changed"
    stage.frames(4.0, box("cat", 0.5, 0.6, 0.2, 0.3))
    assert stage.newest.utterance.text == "A cat at 12 o'clock, near."


def test_a_turn_to_the_same_scene_is_not_told_again():
    stage = opened(CHAIR, DOG)
    before = len(stage.said)
    stage.frame(is_new=True)
    stage.frames(10.0, CHAIR, DOG)
    assert len(stage.said) == before


def test_nothing_is_said_about_a_frame_that_is_too_old():
    stage = Stage()
    stage.frame(PERSON)
    stage.wait(5.0)
    before = len(stage.said)
    for _ in range(8):
        stage.frame(PERSON, late_s=2.5)
    assert all(each.utterance.captured_s is None for each in stage.said[before:])


def test_it_pauses_while_somebody_speaks_and_then_goes_on():
    stage = opened(CHAIR)
    stage.hear(True)
    stage.frames(3.0, CHAIR, PERSON)
    assert stage.newest.utterance.reason is not Reason.ENTERED
    stage.hear(False)
    stage.frames(1.0, CHAIR, PERSON)
    assert stage.newest.utterance.reason is Reason.ENTERED


def test_it_falls_silent_when_somebody_begins_to_speak():
    stage = Stage()
    stage.frames(3.0, CHAIR, DOG)
    stage.hear(True)
    assert stage.newest.cut == "somebody speaks"
    stage.wait(1.0)
    stage.hear(False)
    stage.frames(2.0, CHAIR, DOG)
    assert stage.newest.utterance.reason is Reason.SCENE


def test_what_is_ahead():
    stage = opened(PERSON, DOG)
    stage.order(Order.AHEAD)
    assert stage.newest.utterance.text == "A person at 12 o'clock, near."
    assert stage.newest.utterance.priority is Priority.ANSWER


def test_nothing_is_ahead():
    stage = opened(DOG)
    stage.order(Order.AHEAD)
    assert stage.newest.utterance.text == "I recognise nothing ahead."


def test_repeat_says_the_same_again():
    stage = opened(PERSON)
    stage.order(Order.REPEAT)
    assert stage.texts[-1] == stage.texts[-2]


def test_repeat_before_anything_was_said():
    stage = Stage()
    stage.frame()
    stage.order(Order.REPEAT)
    assert stage.newest.utterance.text == "Nothing was said yet."


def test_more_names_what_was_left_out():
    stage = opened(PERSON, box("chair", 0.9, 0.7, 0.15, 0.3, score=0.55))
    assert "chair" not in stage.newest.utterance.text
    stage.order(Order.MORE)
    assert "possibly a chair" in stage.newest.utterance.text.lower()


def test_stop_is_silence_and_no_repetition():
    stage = Stage()
    stage.frames(3.0, CHAIR, DOG)
    stage.order(Order.STOP)
    assert stage.newest.cut == "stopped"
    before = len(stage.said)
    stage.frames(10.0, CHAIR, DOG)
    assert len(stage.said) == before


def test_the_user_chooses_how_much_is_told():
    stage = opened(PERSON)
    stage.order(Order.VERBOSITY, verbosity=1)
    assert stage.newest.utterance.text == "Detail level 1."
    stage.frames(5.0, PERSON, CHAIR)
    assert "chair" not in stage.newest.utterance.text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people are there?", "A person."),
        ("Where is the dog?", "A dog at 11 o'clock, near."),
        ("Is there a bus?", "I see no bus."),
    ],
)
def test_questions_that_the_view_answers(question, answer):
    stage = opened(PERSON, DOG)
    stage.order(Order.QUESTION, question=question)
    assert stage.newest.utterance.text == answer
    assert not stage.asked


def test_a_question_goes_to_the_engine_and_its_answer_is_said():
    stage = opened(PERSON, abilities=frozenset({Want.ANSWER}))
    stage.order(Order.QUESTION, question="What colour is the coat?")
    assert stage.asked[-1].question == "What colour is the coat?"
    stage.reply(Reply("Blue.", stage.now_s, 0.9))
    assert stage.newest.utterance.text == "Blue."


@pytest.mark.parametrize(
    ("reply", "said"),
    [(("Blue.", 0.4), "Possibly: Blue."), (("Blue.", 0.1), "I cannot tell."), (("", 0.9), None)],
)
def test_what_an_engine_does_not_know_is_not_made_up(reply, said):
    stage = opened(PERSON, abilities=frozenset({Want.ANSWER}))
    stage.order(Order.QUESTION, question="What colour is the coat?")
    stage.reply(Reply(reply[0], stage.now_s, reply[1]))
    assert stage.newest.utterance.text == (said or "I cannot tell.")


def test_a_late_answer_says_that_the_view_has_changed():
    stage = opened(PERSON, abilities=frozenset({Want.ANSWER}))
    stage.order(Order.QUESTION, question="What colour is the coat?")
    asked_s = stage.now_s
    stage.frame(is_new=True)
    stage.frames(5.0)
    stage.reply(Reply("Blue.", asked_s, 0.9))
    assert stage.newest.utterance.text == "Before the view changed: Blue."
    assert stage.newest.utterance.captured_s is None


def test_a_late_answer_about_a_view_that_stayed_is_true_of_it():
    stage = opened(PERSON, abilities=frozenset({Want.ANSWER}))
    stage.order(Order.QUESTION, question="What colour is the coat?")
    asked_s = stage.now_s
    stage.frames(6.0, PERSON)
    stage.reply(Reply("Blue.", asked_s, 0.9))
    assert stage.newest.utterance.text == "Blue."
    assert stage.newest.utterance.captured_s == pytest.approx(stage.now_s, abs=0.1)


def test_questions_without_an_engine_are_refused_in_words():
    stage = opened(PERSON)
    stage.order(Order.QUESTION, question="What colour is the coat?")
    assert "cannot answer" in stage.newest.utterance.text
    stage.order(Order.READ)
    assert "cannot read" in stage.newest.utterance.text


def test_read_it():
    stage = opened(PERSON, abilities=frozenset({Want.READ}))
    stage.order(Order.READ)
    stage.reply(Reply("South Tyne 96", stage.now_s, 0.9))
    assert stage.newest.utterance.text == "It reads: South Tyne 96"
    stage.order(Order.READ)
    stage.reply(Reply("", stage.now_s, 1.0))
    assert stage.newest.utterance.text == "I see no text."


def test_a_description_of_an_engine_is_detail_and_said_once():
    stage = opened(PERSON, abilities=frozenset({Want.DESCRIBE}))
    assert [each.want for each in stage.asked] == [Want.DESCRIBE]
    stage.reply(Reply("A man waits at a table.", stage.now_s, 0.8))
    stage.frames(60.0, PERSON)
    assert stage.newest.utterance.priority is Priority.DETAIL
    assert Counter(stage.texts)["A man waits at a table."] == 1
    assert len(stage.asked) == 1


@pytest.mark.parametrize("guidance", [each for each in Guidance if each is not Guidance.NO_PICTURE])
def test_a_useless_picture_gives_guidance_and_no_description(guidance):
    stage = Stage()
    stage.frames(20.0, PERSON, guidance=guidance)
    reasons = [each.utterance.reason for each in stage.said]
    assert reasons == [Reason.NOTICE, Reason.GUIDANCE]
    stage.order(Order.AHEAD)
    assert stage.newest.utterance.text == stage.said[1].utterance.text


def test_a_camera_that_gives_nothing_is_told():
    stage = Stage()
    for _ in range(100):
        stage.wait(0.1)
        stage.tick()
    assert stage.texts == [NOTICE, "No picture comes from the camera."]


@pytest.mark.parametrize("language", ["es", "de", "fr"])
def test_it_speaks_the_users_language(language):
    stage = opened(PERSON, language=language)
    assert {each.utterance.language for each in stage.said} == {language}
    assert "person" in stage.newest.utterance.text.lower()


# What must hold whatever happens.

pictures = st.lists(
    st.builds(
        box,
        st.sampled_from(["person", "car", "dog", "chair"]),
        st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9]),
        st.sampled_from([0.5, 0.6]),
        st.sampled_from([0.1, 0.2]),
        st.sampled_from([0.2, 0.5]),
        st.sampled_from([0.4, 0.7, 0.9]),
    ),
    max_size=3,
)
happenings = st.one_of(
    st.tuples(st.just("frames"), st.floats(0.2, 6.0), pictures),
    st.tuples(st.just("cut"), st.just(0.0), pictures),
    st.tuples(st.just("car"), st.just(0.0), st.just([])),
    st.tuples(st.just("order"), st.sampled_from(list(Order)), st.just([])),
    st.tuples(st.just("voice"), st.booleans(), st.just([])),
    st.tuples(st.just("blind"), st.sampled_from(list(Guidance)), st.just([])),
    st.tuples(st.just("wait"), st.floats(0.1, 4.0), st.just([])),
    st.tuples(st.just("reply"), st.floats(0.0, 1.0), st.just([])),
)


def play(stage: Stage, script) -> list[tuple[float, float]]:
    """Do what the script says; when somebody spoke."""
    voices: list[tuple[float, float]] = []
    since: float | None = None
    for what, how, boxes in script:
        if what == "frames":
            stage.frames(how, *boxes)
        elif what == "cut":
            stage.frame(*boxes, is_new=True)
        elif what == "car":
            for left_s in (2.4, 2.2, 2.0, 1.8, 1.6, 1.4):
                stage.frame(box("car", 0.5, 0.5, 0.3 / left_s, 0.25 / left_s))
        elif what == "order":
            stage.order(how, question="What is this?", verbosity=3)
        elif what == "voice":
            if how and since is None:
                since = stage.now_s
            elif not how and since is not None:
                voices.append((since, stage.now_s))
                since = None
            stage.hear(how)
        elif what == "blind":
            stage.frames(1.6, guidance=how)
        elif what == "reply" and stage.asked:
            stage.reply(Reply("A thing", stage.now_s, how))
        elif what == "wait":
            stage.wait(how)
            stage.tick()
    if since is not None:
        voices.append((since, stage.now_s))
    return voices


@settings(max_examples=150, deadline=None)
@given(
    script=st.lists(happenings, max_size=14),
    verbosity=st.integers(1, 3),
    abilities=st.frozensets(st.sampled_from(list(Want))),
)
def test_whatever_happens(script, verbosity, abilities):
    choice = NarratorSettings(verbosity=verbosity)
    stage = Stage(settings=choice, abilities=abilities)  # it asserts that nothing overlaps
    voices = play(stage, script)
    for said in stage.said:
        utterance, begin_s = said.utterance, said.begin_s
        if utterance.captured_s is not None:
            assert -1e-6 <= begin_s - utterance.captured_s <= choice.stale_s
        if utterance.priority is Priority.HAZARD:
            assert begin_s - utterance.captured_s <= 0.3
            assert len(utterance.text.split()) <= 5
            assert not said.cut or "urgent" in said.cut
        if utterance.priority < Priority.ANSWER:
            assert not any(begin < begin_s < end for begin, end in voices)
    unbidden = [s.begin_s for s in stage.said if s.utterance.priority < Priority.ANSWER]
    for place, begin_s in enumerate(unbidden):
        within = [at_s for at_s in unbidden[place:] if at_s < begin_s + 60.0]
        assert len(within) <= 12


@settings(max_examples=60, deadline=None)
@given(
    picture=pictures,
    verbosity=st.integers(1, 3),
    missed=st.sets(st.integers(10, 200), max_size=25),
    seconds=st.integers(20, 40),
)
def test_an_unchanged_scene_is_never_told_twice(picture, verbosity, missed, seconds):
    stage = Stage(settings=NarratorSettings(verbosity=verbosity))
    for number in range(round(seconds / FRAME_S)):
        boxes = [] if number in missed and number + 1 not in missed else picture
        stage.frame(*boxes)
    told = [each for each in stage.said if each.utterance.reason is not Reason.NOTICE]
    assert len(told) <= 1 + (verbosity == 3), stage.texts
    assert len(set(stage.texts)) == len(stage.texts)


@settings(max_examples=60, deadline=None)
@given(waits=st.lists(st.floats(0.1, 1.5), min_size=1, max_size=8), orders=st.data())
def test_a_greater_priority_never_waits_behind_a_lesser_one(waits, orders):
    stage = opened(CHAIR, DOG)
    for wait_s in waits:
        stage.frames(max(FRAME_S, wait_s), CHAIR, DOG, PERSON)
        order = orders.draw(st.sampled_from([Order.AHEAD, Order.MORE, Order.REPEAT]))
        asked_s = stage.now_s
        stage.order(order)
        assert stage.newest.begin_s == asked_s
        assert stage.newest.utterance.priority is Priority.ANSWER
