import json

from hypothesis import given
from hypothesis import strategies as st

from server.rooms.log import KEPT_S, RoomLog

events = st.lists(st.tuples(st.booleans(), st.floats(0, 200)), max_size=100)


@given(events, st.data())
def test_who_comes_back_misses_nothing_and_gets_nothing_twice(
    made: list[tuple[bool, float]], data: st.DataObject
) -> None:
    log, now_s, lasting = RoomLog(), 0.0, []
    for is_draft, gap_s in made:
        now_s += gap_s
        draft = ("x", len(lasting)) if is_draft else None
        entry = log.append({"type": "t", "speaker": "p"}, at_s=now_s, draft=draft)
        assert entry.seq == log.seq
        assert json.loads(entry.text)["seq"] == entry.seq
        if not is_draft:
            lasting.append(entry)
    seq = data.draw(st.integers(0, max(1, log.seq)))
    got = log.since(seq)
    if seq >= log.forgotten_seq:
        assert list(got) == [entry for entry in lasting if entry.seq > seq]
    assert [entry.seq for entry in got] == sorted({entry.seq for entry in got})
    assert all(lasting[-1].at_s - entry.at_s <= KEPT_S for entry in got)
    for seconds in (0.0, 60.0):
        assert all(now_s - entry.at_s <= seconds for entry in log.recent(seconds, now_s))


def test_numbers_go_on_where_an_earlier_run_ended() -> None:
    log = RoomLog(first_seq=42)
    assert (log.seq, log.forgotten_seq) == (41, 41)
    assert log.append({"type": "t"}, at_s=0.0).seq == 42


def test_memory_is_bounded() -> None:
    log = RoomLog()
    for number in range(6000):
        log.append({"type": "t"}, at_s=number / 1000)
    assert len(log) == 5000
    assert log.forgotten_seq == 1000
    assert log.since(1000)[0].seq == 1001
