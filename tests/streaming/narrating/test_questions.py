import pytest

from streaming.narrating.questions import answer_from_view
from streaming.narrating.scenery import Scenery
from streaming.narrating.settings import NarratorSettings
from streaming.narrating.tracks import Tracker
from streaming.narrating.utterance import View
from streaming.narrating.wording.words import words_for
from tests.streaming.narrating.boxes import box
from translators.coco import NAMES

LABELS = frozenset(NAMES)


@pytest.fixture
def scenery():
    tracker = Tracker()
    boxes = [
        box("person", 0.3, 0.5, 0.1, 0.4),
        box("person", 0.6, 0.5, 0.1, 0.4),
        box("mouse", 0.9, 0.8, 0.1, 0.1, 0.6),
    ]
    for number in range(15):
        tracks = tracker.update(boxes, number * 0.1)
    return Scenery(View(1.4, tracks), NarratorSettings(), 2)


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "How many people are there?", "Two people."),
        ("es", "¿Cuántas personas hay?", "Dos personas."),
        ("de", "Wie viele Personen sind da?", "Zwei Personen."),
        ("fr", "Combien de personnes y a-t-il ?", "Deux personnes."),
        ("en", "Is there a dog?", "I see no dog."),
        ("de", "Gibt es einen Hund?", "Im Bild ist kein Hund."),
        (
            "en",
            "Where is the computer mouse?",
            "Possibly a computer mouse at 1 o'clock, very near.",
        ),
        ("en", "What colour is the person?", ""),
        ("en", "Where is my grandmother?", ""),
    ],
)
def test_what_the_view_knows(scenery, language, question, answer):
    assert answer_from_view(question, scenery, words_for(language), LABELS) == answer


def test_what_the_detector_cannot_see_is_not_said_to_be_absent(scenery):
    words = words_for("en")
    assert answer_from_view("Is there a dog?", scenery, words, frozenset({"person"})) == ""
