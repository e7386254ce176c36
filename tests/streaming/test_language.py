from streaming.language import LanguageDoubt, LanguageTracker, NotUnderstood
from translators.recognize import Word


def said(probability: float, count: int = 8) -> tuple[Word, ...]:
    return tuple(Word(f" w{i}", 0.4 * i, 0.4 * i + 0.3, probability) for i in range(count))


def test_a_wrong_language_is_noticed_within_seconds_and_said_once():
    doubt = LanguageDoubt("en")
    found = [doubt.heard(said(0.4), 3.0 + 0.3 * i) for i in range(10)]
    assert [each for each in found if each] == [NotUnderstood("en", 3.6)]


def test_two_finals_are_enough():
    doubt = LanguageDoubt("en")
    assert doubt.heard(said(0.4), 4.0, is_final=True) is None
    assert doubt.heard(said(0.4), 4.0, is_final=True) == NotUnderstood("en", 4.0)


def test_the_right_language_is_not_doubted_for_a_sentence_badly_heard():
    doubt = LanguageDoubt("en")
    for probability in (0.9, 0.4, 0.4, 0.9, 0.4, 0.4):
        assert doubt.heard(said(probability), 4.0) is None


def test_after_it_was_understood_again_it_is_said_again():
    doubt = LanguageDoubt("en")
    found = [doubt.heard(said(p), 4.0) for p in (0.4, 0.4, 0.4, 0.9, 0.4, 0.4, 0.4)]
    assert [bool(each) for each in found] == [False, False, True, False, False, False, True]


def test_a_few_words_prove_nothing():
    doubt = LanguageDoubt("en")
    assert all(doubt.heard(said(0.1, count=4), 9.0) is None for _ in range(9))
    assert all(doubt.heard(said(0.1), 1.5) is None for _ in range(9))


def test_a_language_that_is_detected_is_not_doubted():
    doubt = LanguageDoubt(None)
    assert all(doubt.heard(said(0.1), 9.0) is None for _ in range(9))


def test_a_fixed_language_is_never_asked_for():
    tracker = LanguageTracker("de")
    tracker.observe("en", 0.99, 5.0)
    assert tracker.language == tracker.to_ask(1, 0.1) == "de"


def test_nothing_is_known_before_anything_was_heard():
    tracker = LanguageTracker()
    assert tracker.language is None
    assert tracker.to_ask(1, 3.0) is None


def test_a_sure_detection_is_enough():
    tracker = LanguageTracker()
    assert tracker.to_ask(1, 2.5) is None
    tracker.observe("es", 0.95, 2.5)
    assert tracker.to_ask(1, 2.5) == "es"


def test_a_short_or_doubtful_one_is_asked_again():
    tracker = LanguageTracker()
    assert tracker.to_ask(9, 0.4) is None
    tracker.observe("es", 0.95, 0.4)
    assert tracker.to_ask(9, 0.6) is None
    tracker.observe("gl", 0.6, 2.5)
    assert tracker.to_ask(9, 2.6) is None


def test_one_doubtful_segment_does_not_overrule_several_sure_ones():
    tracker = LanguageTracker()
    for segment in range(3):
        tracker.to_ask(segment, 3.0)
        tracker.observe("es", 0.97, 3.0)
    tracker.to_ask(3, 1.0)
    tracker.observe("pt", 0.7, 1.0)
    assert tracker.language == "es"


def test_another_language_wins_after_some_sentences():
    tracker = LanguageTracker()
    for segment in range(9):
        tracker.to_ask(segment, 3.0)
        tracker.observe("es" if segment < 5 else "en", 0.97, 3.0)
    assert tracker.language == "en"


def test_what_was_believed_for_sentences_outweighs_a_doubtful_detection():
    tracker = LanguageTracker()
    for segment in range(3):
        tracker.to_ask(segment, 3.0)
        assert tracker.observe("es", 0.9, 3.0)
    assert tracker.to_ask(9, 0.5) == "es"
    assert tracker.to_ask(9, 1.6) is None
    assert not tracker.observe("id", 0.6, 1.6)
    # It is heard again at once in the language believed in, and looked into again later.
    assert tracker.to_ask(9, 1.6) == "es"
    assert tracker.to_ask(9, 1.9) == "es"


def test_another_speaker_is_believed_with_the_first_sure_detection():
    tracker = LanguageTracker()
    for segment in range(5):
        tracker.to_ask(segment, 3.0)
        tracker.observe("en", 0.99, 3.0)
    assert tracker.to_ask(9, 1.6) is None
    assert tracker.observe("fr", 0.98, 1.6)
    assert tracker.language == "fr"


def test_a_detection_overruled_is_made_anew_when_more_was_heard():
    tracker = LanguageTracker()
    for segment in range(3):
        tracker.to_ask(segment, 3.0)
        tracker.observe("es", 0.9, 3.0)
    assert tracker.to_ask(9, 1.6) is None
    assert not tracker.observe("it", 0.84, 1.6)
    assert tracker.to_ask(9, 2.0) == "es"
    assert tracker.to_ask(9, 2.7) is None
