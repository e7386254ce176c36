import pytest

from captions.phrases import Pause, pause_between


@pytest.mark.parametrize(
    ("before", "after", "language", "pause"),
    [
        ("done.", "Then", "en", Pause.SENTENCE),
        ("done.”", "Then", "en", Pause.SENTENCE),
        ("好。", "今", "zh", Pause.SENTENCE),
        ("e.g.", "this", "en", Pause.CLAUSE),
        ("well,", "then", "en", Pause.CLAUSE),
        ("house", "and", "en", Pause.PHRASE),
        ("casa", "para", "pt-BR", Pause.PHRASE),
        ("дом", "и", "ru", Pause.PHRASE),
        ("of", "houses", "en", Pause.DANGLING),
        ("The", "house", "en", Pause.DANGLING),
        ("green", "house", "en", Pause.NONE),
        ("green", "and", "xx", Pause.NONE),
    ],
)
def test_pause_between_words(before: str, after: str, language: str, pause: Pause) -> None:
    assert pause_between(before, after, language) is pause


def test_pauses_are_ordered_from_the_best() -> None:
    assert list(Pause) == sorted(Pause)
