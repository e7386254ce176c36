import pytest

from captions.blocks import blocks, checked_cue, whole_number
from captions.cue import BadCaptionsError


def test_blocks_are_parted_by_blank_lines_whatever_ends_them() -> None:
    text = "\ufeffa\r\nb\r\n \r\n\rc"
    assert list(blocks(text)) == [[(1, "a"), (2, "b")], [(5, "c")]]
    assert list(blocks("\n\n")) == []


@pytest.mark.parametrize(("text", "number"), [(" 12 ", 12), ("x", 7), ("²", 7), ("9" * 5000, 7)])
def test_whole_number(text: str, number: int) -> None:
    assert whole_number(text, 7) == number


def test_what_cannot_be_a_cue_names_its_line() -> None:
    with pytest.raises(BadCaptionsError, match="line 3"):
        checked_cue("SRT", 3, 1, (2.0, 1.0), ["a"], "en", None)
