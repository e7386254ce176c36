import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.timestamps import PATTERN, parse, short_stamp, stamp

TIME = re.compile(PATTERN.format("a"))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "00:00:00.000"), (59.9996, "00:01:00.000"), (400_000.001, "111:06:40.001")],
)
def test_stamp(seconds: float, text: str) -> None:
    assert stamp(seconds) == text
    assert stamp(seconds, ",") == text.replace(".", ",")


@given(st.integers(0, 10**10))
def test_a_time_reads_back(milliseconds: int) -> None:
    match = TIME.fullmatch(stamp(milliseconds / 1000))
    assert match is not None
    assert parse(match, "a") == milliseconds / 1000


@pytest.mark.parametrize(("text", "seconds"), [("1:02.5", 62.5), ("0:0:1,25", 1.25)])
def test_other_peoples_times_are_read(text: str, seconds: float) -> None:
    match = TIME.fullmatch(text)
    assert match is not None
    assert parse(match, "a") == seconds


@pytest.mark.parametrize(
    ("seconds", "text"), [(12.34, "00:12.3"), (59.96, "01:00.0"), (3661.0, "1:01:01.0")]
)
def test_short_stamp(seconds: float, text: str) -> None:
    assert short_stamp(seconds) == text
