import pytest
from hypothesis import given

from captions.cue import BadCaptionsError, Cue, is_language
from tests.captions.strategies import cues


def test_a_cue_cleans_its_text_and_holds_whole_milliseconds() -> None:
    cue = Cue(1, 1.00049, 2.9996, (" a\x1b[1m\nb ", "\r\n"), "en", " Ana\n")
    assert cue == Cue(1, 1.0, 3.0, ("a[1m b",), "en", "Ana")
    assert Cue(1, 1.0, 1.0, ("a",), "en", " ").speaker is None


@given(cues())
def test_a_cue_always_lasts(track: tuple[Cue, ...]) -> None:
    for cue in track:
        assert cue.start_s < cue.end_s


@pytest.mark.parametrize(
    ("start_s", "end_s", "lines", "language"),
    [
        (-1.0, 2.0, ("a",), "en"),
        (2.0, 1.0, ("a",), "en"),
        (float("nan"), 1.0, ("a",), "en"),
        (0.0, float("inf"), ("a",), "en"),
        (0.0, 1.0, (), "en"),
        (0.0, 1.0, ("\n", "\x00"), "en"),
        (0.0, 1.0, ("a",), "en\n-->"),
        (0.0, 1.0, ("a",), ""),
    ],
)
def test_what_cannot_be_a_cue_is_refused(
    start_s: float, end_s: float, lines: tuple[str, ...], language: str
) -> None:
    with pytest.raises(ValueError, match=r"cue|language"):
        Cue(1, start_s, end_s, lines, language)


def test_a_bad_file_is_told_in_one_line() -> None:
    error = BadCaptionsError("SRT", 3, "no times")
    assert str(error) == "not a SRT file: line 3: no times"
    assert (error.file_format, error.line, error.problem) == ("SRT", 3, "no times")


@pytest.mark.parametrize("code", ["en", "und", "sr-Latn", "pt-BR"])
def test_languages(code: str) -> None:
    assert is_language(code)


@pytest.mark.parametrize("code", ["", "e", "English language", "e1", "en_GB", "en-"])
def test_no_languages(code: str) -> None:
    assert not is_language(code)
