import itertools

import pytest

from streaming.narrating.place import Nearness, Place, Side
from streaming.narrating.wording.nouns import ALIASES, LABELS, NOUNS, canonical
from streaming.narrating.wording.phrasebook import Guidance
from streaming.narrating.wording.words import MOST_HAZARD_WORDS, PHRASEBOOKS, Thing, words_for

LANGUAGES = tuple(PHRASEBOOKS)
HOURS = (9, 10, 11, 12, 1, 2, 3)
LEFT = Place(Side.LEFT, 11, Nearness.NEAR)
AHEAD = Place(Side.AHEAD, 12, Nearness.MIDDLE)
RIGHT = Place(Side.RIGHT, 1, Nearness.FAR)


def test_every_coco_label_has_a_name_in_every_language(shared):
    labels = (shared / "models/fastestdet-coco/coco.names").read_text().split("\n")
    for label in filter(None, (each.strip() for each in labels)):
        for language in LANGUAGES:
            assert canonical(label) in NOUNS[language]


def test_each_language_has_a_gender_its_articles_know():
    for language, nouns in NOUNS.items():
        book = PHRASEBOOKS[language]
        assert set(nouns) == LABELS
        assert {noun.gender for noun in nouns.values()} <= set(book.one)
        assert set(book.one) == set(book.none)
    assert set(ALIASES.values()) <= LABELS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("clock", [True, False])
def test_a_hazard_takes_five_words_at_most(language, clock):
    words = words_for(language, clock=clock)
    sides = {9: Side.LEFT, 10: Side.LEFT, 11: Side.LEFT, 12: Side.AHEAD}
    for label, hour in itertools.product((*sorted(LABELS), None), HOURS):
        place = Place(sides.get(hour, Side.RIGHT), hour, Nearness.NEAR)
        assert len(words.hazard(label, place).split()) <= MOST_HAZARD_WORDS
    for count in (2, 3):
        for chosen in itertools.combinations(Side, count):
            assert len(words.hazards(chosen).split()) <= MOST_HAZARD_WORDS


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Two people at 11 o'clock, near. A car at 1 o'clock, far away."),
        ("es", "Dos personas a las 11, cerca. Un coche a la 1, lejos."),
        ("de", "Zwei Personen auf 11 Uhr, nah. Ein Auto auf 1 Uhr, weit weg."),
        ("fr", "Deux personnes à 11 heures, près. Une voiture à 1 heure, loin."),
    ],
)
def test_what_which_way_and_how_far(language, said):
    things = [Thing("person", 2, (LEFT,)), Thing("car", 1, (RIGHT,))]
    assert words_for(language).things(things) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Possibly an umbrella ahead."),
        ("es", "Quizá un paraguas delante."),
        ("de", "Vielleicht ein Regenschirm geradeaus."),
        ("fr", "Peut-être un parapluie devant."),
    ],
)
def test_what_is_not_sure_says_so(language, said):
    words = words_for(language, clock=False)
    assert words.things([Thing("umbrella", 1, (AHEAD,), is_sure=False)]) == said


@pytest.mark.parametrize(
    ("language", "clock", "said"),
    [
        ("en", True, "Three people: at 11, 12 and 1 o'clock."),
        ("en", False, "Three people: on the left, ahead and on the right."),
        ("es", True, "Tres personas: a las 11, 12 y 1."),
        ("de", True, "Drei Personen: auf 11, 12 und 1 Uhr."),
        ("fr", True, "Trois personnes: à 11, 12 et 1 heures."),
        ("fr", False, "Trois personnes: à gauche, devant et à droite."),
    ],
)
def test_several_of_a_kind_are_counted_and_their_ways_listed(language, clock, said):
    thing = Thing("person", 3, (LEFT, AHEAD, RIGHT))
    assert words_for(language, clock=clock).things([thing]) == said


def test_directions_are_hours_or_sides_by_choice():
    assert words_for("en").direction(LEFT) == "at 11 o'clock"
    assert words_for("en", clock=False).direction(LEFT) == "on the left"
    assert words_for("es").direction(RIGHT) == "a la 1"
    assert words_for("fr").direction(RIGHT) == "à 1 heure"


def test_counts_have_words_and_then_an_end():
    words = words_for("en")
    assert words.counted("knife", 1) == "a knife"
    assert words.counted("apple", 1) == "an apple"
    assert words.counted("knife", 3) == "three knives"
    assert words.counted("sheep", 12) == "twelve sheep"
    assert words.counted("person", 13) == "many people"
    assert words_for("de").counted("bus", 4) == "vier Busse"


def test_metres_only_if_the_place_has_them():
    place = Place(Side.AHEAD, 12, Nearness.NEAR, metres=2.6)
    assert words_for("en").thing(Thing("chair", 1, (place,))) == (
        "a chair at 12 o'clock, about 3 metres away"
    )
    assert "about one metre" in words_for("en").thing(
        Thing("chair", 1, (Place(Side.AHEAD, 12, Nearness.CLOSE, metres=0.4),))
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I see no person."),
        ("es", "No veo ninguna persona."),
        ("de", "Im Bild ist keine Person."),
        ("fr", "Je ne vois aucune personne."),
    ],
)
def test_what_is_not_there(language, said):
    assert words_for(language).not_seen("person") == said


def test_several_hazards_tell_the_sides():
    assert words_for("en").hazards([Side.LEFT, Side.AHEAD]) == "Careful: left and ahead."
    assert words_for("de").hazards(list(Side)) == "Achtung auf allen Seiten."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_guidance(language):
    words = words_for(language)
    assert len({words.guidance(each) for each in Guidance}) == len(Guidance)


def test_a_label_that_nobody_named():
    assert words_for("en").counted("escalator", 2) == "two escalators"
    assert words_for("en").counted("escalator", 1) == "an escalator"
    assert words_for("de").counted("escalator", 1) == "ein Gegenstand"


def test_a_language_without_a_phrasebook_begins_in_english():
    assert words_for("pt").language == "en"
