import pytest
import webvtt as other
from hypothesis import given

from captions import webvtt
from captions.cue import BadCaptionsError, Cue
from captions.formats import FORMATS
from tests.captions.strategies import cues


@given(cues(language="pt"))
def test_another_parser_sees_the_same_cues(track: tuple[Cue, ...]) -> None:
    seen = other.from_string(FORMATS["vtt"].write(track, "pt")).captions
    assert [caption.start_in_seconds for caption in seen] == [int(cue.start_s) for cue in track]
    assert [len(caption.lines) for caption in seen] == [len(cue.lines) for cue in track]
    assert [caption.identifier for caption in seen] == [str(cue.id) for cue in track]


def test_a_cue_is_written_with_its_markup_escaped() -> None:
    cue = Cue(3, 1.0, 2.5, ("a --> b", "<b> &amp;"), "pt", "Ana <x>")
    assert webvtt.header("en") + webvtt.block(cue, "en") == (
        "WEBVTT\nKind: captions\nLanguage: en\n\n"
        "3\n00:00:01.000 --> 00:00:02.500\n"
        "<v Ana &lt;x&gt;><lang pt>a --&gt; b\n&lt;b&gt; &amp;amp;</lang></v>\n\n"
    )


def test_other_peoples_files_are_read() -> None:
    text = """WEBVTT - a title

STYLE
::cue { color: red }

NOTE what is this

01:02.500 --> 01:03.000 align:start line:0
- <i>One</i> &amp; <c.loud>two</c>

NOTE
00:02:00.000 --> 00:02:01.000
<v.first Ana>Three<00:02:00.500> four

empty
00:03:00.000 --> 00:03:01.000
"""
    assert webvtt.read(text) == (
        Cue(1, 62.5, 63.0, ("- One & two",), "und"),
        Cue(2, 120.0, 121.0, ("Three four",), "und", "Ana"),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("WEBVTTX\n", 1),
        ("1\n00:00.000 --> 00:01.000\na", 1),
        ("WEBVTT\n\nalone", 3),
        ("WEBVTT\n\n1\n0 --> 1\na", 4),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\na", 3),
    ],
)
def test_what_is_not_webvtt_is_refused(text: str, line: int) -> None:
    with pytest.raises(BadCaptionsError, match="not a WebVTT file") as caught:
        webvtt.read(text)
    assert caught.value.line == line
