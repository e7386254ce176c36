"""Whatever a network does to packets, each comes out once, in order, and soon."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.packet_order import FAR, LATE_RUN, WAIT_S, Ordered, Packet, PacketOrder

STEP = 960


def packet(number: int, *, ssrc: int = 1, first: int = 0, stamp: int = 0) -> Packet:
    sequence = (first + number) % (1 << 16)
    timestamp = (stamp + number * STEP) % (1 << 32)
    return Packet(ssrc, sequence, timestamp, b"%d" % number)


def run(arrivals: list[tuple[float, Packet]]) -> list[tuple[float, Ordered]]:
    """Feed packets at their times, and keep every deadline in between."""
    order = PacketOrder()
    out: list[tuple[float, Ordered]] = []
    for at_s, item in sorted(arrivals, key=lambda arrival: arrival[0]):
        while (deadline_s := order.deadline_s) is not None and deadline_s <= at_s:
            out += [(deadline_s, ordered) for ordered in order.due(deadline_s)]
        out += [(at_s, ordered) for ordered in order.add(item, at_s)]
    while (deadline_s := order.deadline_s) is not None:
        out += [(deadline_s, ordered) for ordered in order.due(deadline_s)]
    return out


def numbers(out: list[tuple[float, Ordered]]) -> list[int]:
    return [int(ordered.packet.payload) for _, ordered in out]


@given(
    count=st.integers(1, 300),
    first=st.integers(0, (1 << 16) - 1),
    loss=st.floats(0, 0.5),
    doubles=st.floats(0, 0.5),
    jitter_s=st.floats(0, 0.3),
    seed=st.integers(0, 1 << 30),
)
def test_any_network_keeps_order_and_is_not_waited_for(
    count: int, first: int, loss: float, doubles: float, jitter_s: float, seed: int
) -> None:
    dice = random.Random(seed)
    arrivals = []
    for number in range(count):
        if number and dice.random() < loss:
            continue
        for _ in range(2 if dice.random() < doubles else 1):
            at_s = number * 0.02 + (dice.random() * jitter_s if number else 0.0)
            arrivals.append((at_s, packet(number, first=first)))
    out = run(arrivals)
    heard = numbers(out)
    assert heard == sorted(set(heard)), "in order, each once"
    came = {int(item.payload): at_s for at_s, item in sorted(arrivals, key=lambda a: -a[0])}
    for at_s, ordered in out:
        waited_s = at_s - came[int(ordered.packet.payload)]
        assert -1e-9 <= waited_s <= WAIT_S + 1e-9
    lost = sum(ordered.lost for _, ordered in out)
    assert len(out) + lost == heard[-1] - heard[0] + 1
    if jitter_s < WAIT_S:
        assert set(heard) == set(came), "what comes within the wait is heard"


def test_nothing_is_held_while_nothing_is_missing() -> None:
    order = PacketOrder()
    for number in range(100):
        assert len(order.add(packet(number), number * 0.02)) == 1
        assert order.deadline_s is None
    assert (order.counters.expected, order.counters.received) == (100, 100)


def test_a_loss_is_counted_and_costs_its_wait_once() -> None:
    out = run([(n * 0.02, packet(n)) for n in range(50) if n != 20])
    times = {int(ordered.packet.payload): at_s for at_s, ordered in out}
    assert times[21] == pytest.approx(21 * 0.02 + WAIT_S)
    assert times[25] == pytest.approx(25 * 0.02), "the lag is gone again"
    assert [ordered.lost for _, ordered in out if ordered.lost] == [1]


def test_a_stray_packet_changes_nothing() -> None:
    arrivals = [(n * 0.02, packet(n)) for n in range(50)]
    arrivals.append((0.505, packet(30_000)))
    arrivals.append((0.605, packet(7, ssrc=9)))
    assert numbers(run(arrivals)) == list(range(50))


@pytest.mark.parametrize("ssrc", [1, 2])
def test_a_new_stream_is_believed_from_its_second_packet(ssrc: int) -> None:
    arrivals = [(n * 0.02, packet(n)) for n in range(20)]
    arrivals += [(0.4 + n * 0.02, packet(n, ssrc=ssrc, first=40_000)) for n in range(20)]
    out = run(arrivals)
    assert numbers(out) == [*range(20), *range(20)]
    assert [place for place, (_, ordered) in enumerate(out) if ordered.is_restart] == [20]


def test_a_sender_that_counts_back_a_little_is_heard_again() -> None:
    arrivals = [(n * 0.02, packet(n, first=300)) for n in range(100)]
    arrivals += [(2 + n * 0.02, packet(n, first=100)) for n in range(100)]
    heard = numbers(run(arrivals))
    assert len(heard) >= 200 - LATE_RUN - 1


def test_the_first_packet_missing_for_ever_is_given_up_by_number_too() -> None:
    order = PacketOrder(wait_s=1e6)
    order.add(packet(0), 0.0)
    out = [ordered for n in range(2, 70) for ordered in order.add(packet(n), 0.0)]
    assert len(out) > 0
    assert out[0].lost == 1


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 65535), st.floats(0, 0.1)), max_size=300)
)
def test_noise_never_fails_and_is_never_hoarded(noise: list[tuple[int, int, float]]) -> None:
    order, now_s = PacketOrder(), 0.0
    for ssrc, sequence, step_s in noise:
        now_s += step_s
        order.add(Packet(ssrc, sequence, sequence * 7919, b"x"), now_s)
        order.due(now_s)
        deadline_s = order.deadline_s
        assert deadline_s is None or deadline_s <= now_s + WAIT_S + 1e-9
        counters = order.counters
        assert counters.received <= counters.expected + FAR + len(noise)
        assert counters.jitter_s >= 0
