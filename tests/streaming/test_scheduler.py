"""Who is heard next: the rules of sharing, over random sessions."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from streaming.scheduler import FINALS_IN_A_ROW, PATIENCE_S, Request, Scheduler

SESSIONS = st.sampled_from(["a", "b", "c", "d", "e"])


class Queue(RuleBasedStateMachine):
    """Sessions ask, hurry, cancel and leave in any order, over one engine or several."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self.scheduler = Scheduler(max_batch=3)
        self.waiting: dict[int, Request] = {}
        self.running: list[tuple[Request, ...]] = []
        self.served: list[int] = []
        self.cancelled: set[int] = set()
        self.orders: dict[str, list[int]] = defaultdict(list)

    @rule(session=SESSIONS, is_final=st.booleans(), later_s=st.floats(0.0, 0.5))
    def ask(self, session, is_final, later_s):
        self.now_s += later_s
        request = self.scheduler.submit(session, is_final=is_final, now_s=self.now_s)
        assert request.number not in self.waiting
        self.waiting[request.number] = request

    @rule(session=SESSIONS)
    def hurry(self, session):
        self.scheduler.hurry(session)

    @rule(data=st.data())
    def cancel(self, data):
        if self.waiting:
            number = data.draw(st.sampled_from(sorted(self.waiting)))
            self.scheduler.cancel(number, self.now_s)
            del self.waiting[number]
            self.cancelled.add(number)

    @rule(session=SESSIONS)
    def leave(self, session):
        self.scheduler.leave(session)
        gone = [number for number, one in self.waiting.items() if one.session == session]
        for number in gone:
            del self.waiting[number]
        self.cancelled.update(gone)
        # What is running goes on, but it is nobody's: the name may be used again.
        self.running = [
            tuple(one for one in batch if one.session != session) for batch in self.running
        ]

    @rule()
    def begin(self):
        batch = self.scheduler.next_batch(self.now_s)
        assert len(batch) <= 3
        assert len({request.session for request in batch}) == len(batch)
        busy = {request.session for running in self.running for request in running}
        assert not busy & {request.session for request in batch}
        for request in batch:
            assert request.number in self.waiting, "cancelled, or served before"
            del self.waiting[request.number]
            self.served.append(request.number)
            self.orders[request.session].append(request.number)
        if batch:
            self.running.append(batch)
        else:
            ready = {one.session for one in self.waiting.values()} - busy
            assert not ready, "somebody waits for nothing"

    @rule(cost_s=st.floats(0.0, 3.0), data=st.data())
    def end(self, cost_s, data):
        if self.running:
            place = data.draw(st.integers(0, len(self.running) - 1))
            self.now_s += cost_s
            self.scheduler.done(self.running.pop(place), cost_s, self.now_s)

    @invariant()
    def what_waits_is_known(self):
        assert len(self.scheduler) == len(self.waiting)

    @invariant()
    def each_session_is_served_in_its_order(self):
        for numbers in self.orders.values():
            assert numbers == sorted(numbers)

    def teardown(self):
        """Everything that was asked and not taken back is served, once."""
        while self.running:
            self.end_all()
        while batch := self.scheduler.next_batch(self.now_s):
            for request in batch:
                del self.waiting[request.number]
                self.served.append(request.number)
            self.scheduler.done(batch, 0.1, self.now_s)
        assert not self.waiting
        assert len(self.served) == len(set(self.served))
        assert not self.cancelled & set(self.served)

    def end_all(self):
        self.scheduler.done(self.running.pop(), 0.1, self.now_s)


TestQueue = Queue.TestCase


class Engine:
    """One engine that is always given what comes next; every pass costs the same."""

    def __init__(self, max_batch: int = 1, pass_s: float = 0.2) -> None:
        self.scheduler = Scheduler(max_batch)
        self.pass_s = pass_s
        self.now_s = 0.0

    def ask(self, session: str, *, is_final: bool = False) -> Request:
        return self.scheduler.submit(session, is_final=is_final, now_s=self.now_s)

    def run(self) -> tuple[Request, ...]:
        batch = self.scheduler.next_batch(self.now_s)
        self.now_s += self.pass_s
        self.scheduler.done(batch, self.pass_s, self.now_s)
        return batch


def test_finals_come_before_partials():
    engine = Engine()
    for session, is_final in (("a", False), ("b", True), ("c", False), ("d", True)):
        engine.ask(session, is_final=is_final)
    assert [engine.run()[0].session for _ in range(4)] == ["b", "d", "a", "c"]


def test_a_partial_that_became_a_final_comes_first():
    engine = Engine()
    engine.ask("a")
    engine.ask("b")
    engine.scheduler.hurry("b")
    (request,) = engine.run()
    assert (request.session, request.is_final) == ("b", True)


def test_what_stands_before_a_final_of_its_session_hurries_with_it():
    engine = Engine()
    engine.ask("a")
    engine.ask("b")
    engine.ask("b", is_final=True)
    assert [engine.run()[0].session for _ in range(3)] == ["b", "b", "a"]


def test_partials_ride_along_with_finals_but_never_in_the_place_of_one():
    engine = Engine(max_batch=2)
    for session, is_final in (("a", False), ("b", True)):
        engine.ask(session, is_final=is_final)
    assert [request.session for request in engine.run()] == ["b", "a"]
    for session in ("a", "b", "c", "d"):
        engine.ask(session, is_final=session != "a")
    batches = [[request.session for request in engine.run()] for _ in range(2)]
    assert sorted(batches[0] + batches[1][:1]) == ["b", "c", "d"]
    assert batches[1][1:] == ["a"]


@pytest.mark.parametrize("max_batch", [1, 4])
@given(
    greedy=st.integers(1, 8),
    depth=st.integers(1, 6),
    are_final=st.lists(st.booleans(), min_size=8, max_size=8),
    at=st.integers(0, 60),
    is_final=st.booleans(),
)
def test_a_modest_session_waits_a_bounded_time(max_batch, greedy, depth, are_final, at, is_final):
    """Others always ask, some of them always for finals, and keep deep queues."""
    engine = Engine(max_batch)
    names = [f"greedy {index}" for index in range(greedy)]
    final_of = dict(zip(names, are_final, strict=False))
    for name in names * depth:
        engine.ask(name, is_final=final_of[name])
    own = None
    for turn in range(at + 1000):
        if turn == at:
            own = engine.ask("modest", is_final=is_final)
        batch = engine.run()
        if own in batch:
            break
        for request in batch:
            engine.ask(request.session, is_final=final_of[request.session])
    waited = turn - at
    if is_final:
        assert waited <= greedy
    else:
        patient = round(PATIENCE_S / engine.pass_s)
        assert waited <= patient + (FINALS_IN_A_ROW + 1) * (greedy + 1)


@given(
    asks=st.lists(
        st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 3)), min_size=1, max_size=60
    ),
    max_batch=st.sampled_from([1, 3]),
)
def test_a_final_never_waits_behind_younger_partials(asks, max_batch):
    """Sessions that wait for their answer before they ask again, as ours do."""
    engine = Engine(max_batch, pass_s=0.5)
    waiting: dict[str, Request] = {}
    for index, is_final, passes in asks:
        name = f"session {index}"
        engine.now_s += 0.01
        if name not in waiting:
            waiting[name] = engine.ask(name, is_final=is_final)
        for _ in range(passes):
            batch = engine.run()
            for request in batch:
                del waiting[request.session]
            left = [one.number for one in waiting.values() if one.is_final]
            if left:
                partials = [one.number for one in batch if not one.is_final]
                assert all(number < min(left) for number in partials)


def test_engine_time_is_shared_evenly_whatever_a_pass_costs():
    """A session whose passes cost four times as much has a quarter of the passes."""
    scheduler, now_s = Scheduler(), 0.0
    used = {"dear": 0.0, "cheap": 0.0}
    for name in used:
        scheduler.submit(name, is_final=False, now_s=now_s)
    for _ in range(200):
        (request,) = batch = scheduler.next_batch(now_s)
        cost_s = 0.4 if request.session == "dear" else 0.1
        now_s += cost_s
        used[request.session] += cost_s
        scheduler.done(batch, cost_s, now_s)
        scheduler.submit(request.session, is_final=False, now_s=now_s)
    assert used["dear"] == pytest.approx(used["cheap"], rel=0.05)


def test_silence_earns_no_credit():
    """Who was silent for long has the next turn, not all of them."""
    engine = Engine()
    for _ in range(50):
        engine.ask("talker")
        engine.run()
    order = []
    for _ in range(6):
        for name in ("talker", "silent"):
            if not any(one == name for one in order[-1:]) or len(order) < 2:
                engine.ask(name)
        order.append(engine.run()[0].session)
    assert {"talker", "silent"} == set(order[:3])


def test_sessions_that_left_are_forgotten():
    engine = Engine()
    for index in range(100):
        engine.ask(f"session {index}")
        engine.run()
        engine.scheduler.leave(f"session {index}")
    assert len(engine.scheduler) == 0
    assert not engine.scheduler._lines
