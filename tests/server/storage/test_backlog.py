from hypothesis import given
from hypothesis import strategies as st

from server.storage.backlog import Backlog
from server.storage.stored_event import StoredEvent
from tests.server.storage.talks import BEGAN, said, warned


def final(seq: int) -> StoredEvent:
    return StoredEvent.read("r", said(seq), BEGAN)


def lesser(seq: int) -> StoredEvent:
    return StoredEvent.read("r", warned(seq), BEGAN)


def test_events_wait_in_order_until_they_are_forgotten() -> None:
    backlog = Backlog(10**6)
    events = [final(1), lesser(2), final(3)]
    for event in events:
        backlog.put(event)
    assert backlog.oldest(2) == tuple(events[:2])
    backlog.forget(events[:2])
    backlog.forget(events[:2])
    assert backlog.all() == (events[2],)
    backlog.forget(events)
    assert (len(backlog), backlog.size_bytes) == (0, 0)


def test_finals_stay_longest() -> None:
    backlog = Backlog(4 * final(1).size_bytes + 20)
    for seq in range(1, 9):
        backlog.put(lesser(seq) if seq % 2 else final(seq))
    assert [event.seq for event in backlog.all()] == [2, 4, 6, 8]
    assert (backlog.dropped, backlog.dropped_finals) == (4, 0)
    backlog.put(lesser(9))
    assert [event.seq for event in backlog.all()] == [2, 4, 6, 8]
    backlog.put(final(10))
    assert [event.seq for event in backlog.all()] == [4, 6, 8, 10]
    assert (backlog.dropped, backlog.dropped_finals) == (5, 1)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60), st.integers(1, 20))
def test_memory_is_bounded_and_order_kept(steps: list[tuple[bool, bool]], room: int) -> None:
    backlog = Backlog(room * 1000)
    for seq, (is_final, stores) in enumerate(steps, start=1):
        given_up = backlog.dropped_finals
        backlog.put(final(seq) if is_final else lesser(seq))
        if backlog.dropped_finals > given_up:
            assert all(event.is_final for event in backlog.all())
        if stores:
            backlog.forget(backlog.oldest(3))
        waiting = backlog.all()
        assert [event.seq for event in waiting] == sorted(event.seq for event in waiting)
        assert backlog.size_bytes == sum(event.size_bytes for event in waiting) <= room * 1000
