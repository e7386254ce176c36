import pytest
import srt as other  # type: ignore[import-untyped]
from hypothesis import given

from captions import srt
from captions.cue import BadCaptionsError, Cue
from captions.formats import FORMATS
from tests.captions.strategies import cues


@given(cues(language="pt"))
def test_another_parser_sees_the_same_cues(track: tuple[Cue, ...]) -> None:
    seen = list(other.parse(FORMATS["srt"].write(track)))
    assert [subtitle.index for subtitle in seen] == [cue.id for cue in track]
    assert [subtitle.end.total_seconds() for subtitle in seen] == [cue.end_s for cue in track]
    assert [len(subtitle.content.split("\n")) for subtitle in seen] == [
        len(cue.lines) for cue in track
    ]


def test_a_cue_is_written_so_that_no_player_takes_text_for_markup() -> None:
    cue = Cue(3, 1.0, 360_000.5, ("a --> <b>", "{\\an8}"), "pt", "Ana")
    assert srt.block(cue, "en") == (
        "3\n00:00:01,000 --> 100:00:00,500\nAna:\u2002a --\u2060> <\u2060b>\n{\u2060\\an8}\n\n"
    )


def test_other_peoples_files_are_read() -> None:
    text = (
        "\ufeff1\r\n00:00:01.5 --> 00:00:02,000 X1:40\r\n{\\an8}<i>One</i> <\r\n5\r\n\r\n"
        "00:00:03,000 --> 00:00:04,000\r\nTwo\r\n\r\n9\r\n00:00:05,000 --> 00:00:06,000\r\n"
    )
    assert srt.read(text, "es") == (
        Cue(1, 1.5, 2.0, ("One <", "5"), "es"),
        Cue(2, 3.0, 4.0, ("Two",), "es"),
    )


@pytest.mark.parametrize(
    ("text", "line"), [("hello", 1), ("1\nhello", 2), ("1\n00:00:02,0 --> 00:00:01,0\na", 2)]
)
def test_what_is_not_srt_is_refused(text: str, line: int) -> None:
    with pytest.raises(BadCaptionsError, match="not a SRT file") as caught:
        srt.read(text)
    assert caught.value.line == line
