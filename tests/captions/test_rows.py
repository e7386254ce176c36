import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.board import LiveText, Segment, Status
from captions.rows import segment_rows, status_row
from captions.text import width
from tests.captions.strategies import texts


def segment(source: str, *, final: bool = True, **translations: str) -> Segment:
    made = Segment(LiveText(1, "en", source, "", final, 0.0))
    for target, said in translations.items():
        made.translations[target] = LiveText(1, target, said, "", final, 0.0, True)
    return made


def plain(made: Segment, targets: list[str], columns: int, *, is_live: bool = False) -> list[str]:
    return [row.plain for row in segment_rows(made, targets, columns, is_live=is_live)]


def test_source_and_translation_are_side_by_side_where_there_is_room() -> None:
    made = segment("one two three four five six seven eight", pt="um dois")
    assert plain(made, ["pt"], 79) == [
        "one two three four five six seven      │ um dois",
        "eight                                  │ ",
    ]


def test_they_are_stacked_where_there_is_not() -> None:
    made = segment("one", pt="um", es="uno")
    assert plain(made, ["pt", "es"], 49) == ["en one", "pt um", "es uno"]
    assert plain(made, ["pt", "es"], 75) == ["en one", "pt um", "es uno"]
    assert plain(segment("one"), ["pt"], 49) == ["en one"]


def test_a_live_stack_keeps_a_place_for_each_text() -> None:
    made = segment("one two three four five six seven", final=False, pt="um")
    assert plain(made, ["pt", "es"], 20, is_live=True) == [
        "en four five six",
        "en seven…",
        "pt um…",
        "",
        "",
        "",
    ]


def test_unstable_words_differ_in_more_than_colour() -> None:
    (row,) = segment_rows(Segment(LiveText(1, "en", "one", " two", False, 0.0)), [], 40)
    assert row.plain == "one two…"
    assert [(row.plain[span.start : span.end], span.style) for span in row.spans] == [
        (" two", "dim italic"),
        ("…", "dim italic"),
    ]


def test_status_tells_time_lag_warning_and_engines_as_far_as_they_fit() -> None:
    status = Status(12.34, 0.74, ("tiny.en", "fire\x1bfox"))
    assert status_row(status, 79).plain == "00:12.3 · lag 0.7 s · tiny.en + firefox"
    status = Status(3661.0, 0.7, ("tiny.en",), "gap\n of 1 s")
    assert status_row(status, 34).plain == "1:01:01.0 · lag 0.7 s · ! gap of 1"


@pytest.mark.parametrize("is_live", [True, False])
@given(texts, texts, texts, st.integers(16, 120))
def test_rows_fit_and_hold_no_control_characters(
    is_live: bool, stable: str, unstable: str, translation: str, columns: int
) -> None:
    made = Segment(LiveText(1, "en", stable, unstable, False, 0.0))
    made.translations["p\x1bt"] = LiveText(1, "p\x1bt", translation, unstable, True, 0.0, True)
    for row in segment_rows(made, ["p\x1bt"], columns, is_live=is_live):
        assert width(row.plain) <= columns
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in row.plain)
