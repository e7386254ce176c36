import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.announcing.announcement import Priority
from captions.announcing.ssip import PRIORITIES, Reply, SsipReader, command, text_block
from configs.errors import OutputError

TALK = (
    b"208 OK CLIENT NAME SET\r\n225-12\r\n225 OK MESSAGE QUEUED\r\n702-12\r\n702-1\r\n702 END\r\n"
)


@given(cuts=st.lists(st.integers(0, len(TALK)), max_size=6))
def test_replies_come_out_whole_however_the_bytes_come(cuts):
    reader, found = SsipReader(), []
    edges = [0, *sorted(cuts), len(TALK)]
    for begin, end in itertools.pairwise(edges):
        found.extend(reader.feed(TALK[begin:end]))
    assert [each.code for each in found] == [208, 225, 702]
    assert [each.message_id for each in found] == ["", "12", "12"]
    assert [each.is_event for each in found] == [False, False, True]


def test_refusals_are_errors_and_events_are_not():
    assert Reply(409, ("ERR RATE TOO HIGH",)).is_error
    assert not Reply(703, ("1", "1", "CANCELED")).is_error


@pytest.mark.parametrize("data", [b"HTTP/1.1 200 OK\r\n", b"\xff\xfe\x00\n", b"x" * 20_000])
def test_something_that_is_not_ssip_is_one_clear_line(data):
    with pytest.raises(OutputError, match="speech-dispatcher"):
        SsipReader().feed(data)


def test_a_text_cannot_end_itself_or_become_a_command():
    assert text_block("One.\n.\nQUIT") == b"One.\r\n..\r\nQUIT\r\n.\r\n"
    assert text_block("") == b"\r\n.\r\n"
    assert command("CANCEL", "self") == b"CANCEL self\r\n"


@given(text=st.text())
def test_no_line_of_a_text_is_a_dot_alone_but_the_last(text):
    *lines, last, end = text_block(text).split(b"\r\n")
    assert (last, end) == (b".", b"")
    assert b"." not in lines


def test_hazards_are_important_and_detail_disturbs_nobody():
    assert PRIORITIES[Priority.HAZARD] == "important"
    assert PRIORITIES[Priority.DETAIL] == "notification"
    assert set(PRIORITIES) == set(Priority)
