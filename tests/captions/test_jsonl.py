import json

import pytest

from captions import jsonl
from captions.cue import BadCaptionsError, Cue


def test_a_cue_is_an_object_on_a_line() -> None:
    cue = Cue(1, 1.0, 2.5, ("olá",), "pt")
    text = jsonl.header("pt") + jsonl.block(cue, "pt")
    assert text.count("\n") == 1
    assert json.loads(text) == {
        "id": 1,
        "start_s": 1.0,
        "end_s": 2.5,
        "lines": ["olá"],
        "language": "pt",
        "speaker": None,
    }


def test_what_an_object_does_not_tell_has_a_default() -> None:
    text = '\n{"start_s": 1, "end_s": 2, "lines": ["a"]}\n'
    assert jsonl.read(text, "en") == (Cue(1, 1.0, 2.0, ("a",), "en"),)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        "{}",
        '{"start_s": "x", "end_s": 1, "lines": []}',
        '{"start_s": NaN, "end_s": 1, "lines": ["a"]}',
        '{"start_s": 0, "end_s": 1, "lines": 5}',
        '{"start_s": 0, "end_s": 1, "lines": ["a"], "id": Infinity}',
        "[" * 100_000,
    ],
)
def test_what_is_not_a_cue_is_refused(line: str) -> None:
    with pytest.raises(BadCaptionsError, match="not a JSONL file: line 2"):
        jsonl.read("\n" + line)
