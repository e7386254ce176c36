from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.cue import BadCaptionsError, Cue
from captions.formats import FORMATS, cue_format
from configs.errors import ConfigError
from tests.captions.strategies import cues


@given(cues(language="pt"), st.sampled_from(sorted(FORMATS)), st.sampled_from(["\n", "\r\n"]))
def test_a_file_reads_back_as_the_same_cues(
    track: tuple[Cue, ...], name: str, newline: str
) -> None:
    text = FORMATS[name].write(track).replace("\n", newline)
    assert FORMATS[name].read("\ufeff" + text, "pt") == track


@given(cues(), st.sampled_from(["vtt", "jsonl"]))
def test_formats_that_can_tell_the_language_do(track: tuple[Cue, ...], name: str) -> None:
    text = FORMATS[name].write(track, "pt")
    assert FORMATS[name].read(text) == track


@given(st.text(), st.sampled_from(sorted(FORMATS)))
def test_any_text_is_read_or_refused_in_one_clear_line(text: str, name: str) -> None:
    # Anything but the error that names the line fails this test.
    with suppress(BadCaptionsError):
        assert all(cue.lines for cue in FORMATS[name].read(text))


@given(cues(language="pt"), st.sampled_from(sorted(FORMATS)))
def test_reading_and_writing_again_changes_nothing(track: tuple[Cue, ...], name: str) -> None:
    text = FORMATS[name].write(track, "pt")
    assert FORMATS[name].write(FORMATS[name].read(text, "pt"), "pt") == text


def test_an_unknown_format_is_refused_with_the_names_there_are() -> None:
    assert cue_format("srt") is FORMATS["srt"]
    with pytest.raises(ConfigError, match=r"'ass' \(allowed: vtt, srt, txt, jsonl\)"):
        cue_format("ass")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_numbers_do_not_matter_to_the_text(name: str) -> None:
    cue = Cue(1, 0.0, 1.0, ("a",), "en")
    later = replace(cue, start_s=1.0, end_s=2.0, id=2)
    assert len(FORMATS[name].read(FORMATS[name].write([cue, later]))) == 2
