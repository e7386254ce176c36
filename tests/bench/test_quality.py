import pytest

from bench.quality import caption_errors, chrf, language_share, reference_translations
from bench.talk import Passage
from bench.words import WordErrors
from tests.bench.made import heard, session, talk, translated

TALK = talk(
    Passage("one", "Hello there. Good day.", 0.5, 3.0),
    Passage("two", "Please wait.", 4.0, 5.0),
    Passage("three", "Thank you.", 6.0, 7.0),
)
REFERENCES = {"one": "Olá! Bom dia.", "two": "Aguarde.", "three": "Obrigado."}


def test_captions_are_scored_as_one_text() -> None:
    events = session(
        (3.0, heard(1, "hello there good", start_s=0.5, end_s=3.0, is_final=True)),
        (4.0, heard(2, "day please weight thank you", start_s=4, end_s=7, is_final=True)),
    )
    assert caption_errors(events, TALK) == WordErrors(1, 8)


def test_references_are_made_sentence_by_sentence() -> None:
    made = reference_translations(TALK, lambda text: f"<{text}> ")
    assert made["one"] == "<Hello there.> <Good day.>"
    assert made["three"] == "<Thank you.>"


def test_the_right_translation_in_the_right_place_scores_full() -> None:
    events = session(
        (2.0, translated(1, "Olá!", start_s=0.4, end_s=1.5)),
        (3.0, translated(2, "Bom dia.", start_s=2.0, end_s=3.1)),
        (5.0, translated(3, "Aguarde. Obrigado.", start_s=3.9, end_s=7.2)),
    )
    assert chrf(events, TALK, REFERENCES) == pytest.approx(100.0)


def test_the_right_translation_in_the_wrong_place_does_not() -> None:
    events = session(
        (2.0, translated(1, "Obrigado.", start_s=0.4, end_s=3.0)),
        (5.0, translated(2, "Aguarde.", start_s=3.9, end_s=5.2)),
        (7.0, translated(3, "Olá! Bom dia.", start_s=6.0, end_s=7.2)),
    )
    assert chrf(events, TALK, REFERENCES) < 50.0


def test_a_translation_that_is_missing_costs() -> None:
    events = session((2.0, translated(1, "Olá! Bom dia.", start_s=0.4, end_s=3.0)))
    assert 0.0 < chrf(events, TALK, REFERENCES) < 90.0


def test_languages_are_judged_once_two_segments_were_heard() -> None:
    long = "one two three four five"
    finals = [("xx", long), ("xx", long), ("en", long), ("xx", long), ("xx", "short")]
    events = session(
        *(
            (float(i), heard(i, text, start_s=i, end_s=i + 1, is_final=True, language=code))
            for i, (code, text) in enumerate(finals)
        )
    )
    assert language_share(events, "en") == 0.5
    assert language_share(session(), "en") == 1.0
