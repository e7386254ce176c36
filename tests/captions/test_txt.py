import pytest

from captions import txt
from captions.cue import BadCaptionsError, Cue

CUE = Cue(1, 1.0, 2.5, ("One", "[00:00:09.000 - 00:00:10.000] two"), "en", "Ana")


def test_a_cue_is_one_indented_block() -> None:
    text = txt.header("en") + txt.block(CUE, "en")
    assert text == (
        "[00:00:01.000 - 00:00:02.500] Ana:\u2002One\n    [00:00:09.000 - 00:00:10.000] two\n"
    )
    assert txt.read(text, "en") == (CUE,)


@pytest.mark.parametrize("text", ["hello", "    hello", "[00:00:01.000] hello"])
def test_text_without_times_is_refused(text: str) -> None:
    with pytest.raises(BadCaptionsError, match="not a TXT file: line 1: no times"):
        txt.read(text)


def test_a_cue_without_text_is_refused() -> None:
    with pytest.raises(BadCaptionsError, match="without text"):
        txt.read("[00:00:01.000 - 00:00:02.500] ")
