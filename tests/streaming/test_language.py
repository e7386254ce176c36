from streaming.language import LanguageTracker


def test_a_fixed_language_is_never_asked_for():
    tracker = LanguageTracker("de")
    tracker.observe("en", 0.99, 5.0)
    assert tracker.language == tracker.to_ask(0.1) == "de"


def test_nothing_is_known_before_anything_was_heard():
    tracker = LanguageTracker()
    assert tracker.language is None
    assert tracker.to_ask(3.0) is None


def test_a_sure_detection_is_enough():
    tracker = LanguageTracker()
    tracker.observe("es", 0.95, 2.5)
    assert tracker.to_ask(2.5) == "es"


def test_a_short_or_doubtful_one_is_asked_again():
    tracker = LanguageTracker()
    tracker.observe("es", 0.95, 0.4)
    assert tracker.to_ask(0.6) is None
    tracker.observe("gl", 0.6, 2.5)
    assert tracker.to_ask(2.6) is None


def test_one_doubtful_segment_does_not_overrule_several_sure_ones():
    tracker = LanguageTracker()
    for _ in range(3):
        tracker.begin_segment()
        tracker.observe("es", 0.97, 3.0)
    tracker.begin_segment()
    tracker.observe("pt", 0.7, 1.0)
    assert tracker.language == "es"


def test_another_language_wins_after_some_sentences():
    tracker = LanguageTracker()
    for _ in range(5):
        tracker.begin_segment()
        tracker.observe("es", 0.97, 3.0)
    for _ in range(4):
        tracker.begin_segment()
        tracker.observe("en", 0.98, 3.0)
    assert tracker.language == "en"
