"""The time line is what the time stamps say, whatever is missing."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.opus_packet import OPUS_HZ, opus_samples
from server.media.packet_order import Packet, PacketOrder
from server.media.timeline import (
    BEHIND_FOR_S,
    MOST_AHEAD_S,
    MOST_FILL_S,
    MOST_SILENCE_S,
    STALL_S,
    Heard,
    Jump,
    Missing,
    Piece,
    Timeline,
)

TOC = {120: 16 << 3, 480: 14 << 3, 960: 1 << 3, 1920: 2 << 3, 2880: 3 << 3}
"""A first byte for each length of one frame."""
LENGTH = 960


def length_of(piece: Piece) -> int:
    if isinstance(piece, Heard):
        samples = opus_samples(piece.payload)
        assert samples is not None
        return samples - piece.skip
    return piece.samples


class Ear:
    """Order and time line together, as a receiver uses them."""

    def __init__(self) -> None:
        self.order = PacketOrder()
        self.line = Timeline()
        self.pieces: list[tuple[float, Piece]] = []

    def come(self, at_s: float, packet: Packet) -> None:
        self.until(at_s)
        for ordered in self.order.add(packet, at_s):
            self._note(at_s, self.line.take(ordered, at_s))

    def until(self, now_s: float) -> None:
        while True:
            due = [d for d in (self.order.deadline_s, self.line.deadline_s) if d is not None]
            if not due or min(due) > now_s:
                return
            at_s = min(due)
            for ordered in self.order.due(at_s):
                self._note(at_s, self.line.take(ordered, at_s))
            before = self.line.deadline_s
            self._note(at_s, self.line.due(at_s))
            assert (self.order.deadline_s, self.line.deadline_s) != (at_s, before), "no progress"

    def _note(self, at_s: float, pieces: list[Piece]) -> None:
        self.pieces += [(at_s, piece) for piece in pieces]
        assert sum(length_of(piece) for _, piece in self.pieces) == self.line.position

    def total(self, *kinds: type) -> int:
        return sum(length_of(p) for _, p in self.pieces if not kinds or isinstance(p, kinds))


def packet(number: int, stamp: int, *, samples: int = LENGTH, first: int = 0) -> Packet:
    payload = bytes([TOC[samples]]) + b"%d" % number
    return Packet(1, (first + number) % (1 << 16), stamp % (1 << 32), payload)


@given(
    lengths=st.lists(st.sampled_from(sorted(TOC)), min_size=1, max_size=200),
    first_stamp=st.integers(0, (1 << 32) - 1),
    first=st.integers(0, (1 << 16) - 1),
    loss=st.floats(0, 0.4),
    jitter_s=st.floats(0, 0.25),
    seed=st.integers(0, 1 << 30),
)
def test_sound_lasts_as_long_as_its_time_stamps_say(
    lengths: list[int], first_stamp: int, first: int, loss: float, jitter_s: float, seed: int
) -> None:
    dice = random.Random(seed)
    ear, at, arrivals = Ear(), 0, []
    for number, samples in enumerate(lengths):
        sent_s = (at + samples) / OPUS_HZ
        if not number or dice.random() >= loss:
            delay_s = dice.random() * jitter_s if number else 0.0
            item = packet(number, first_stamp + at, samples=samples, first=first)
            arrivals.append((sent_s + delay_s, at + samples, item))
            if dice.random() < 0.1:
                arrivals.append((sent_s + delay_s + 0.01, at + samples, item))
        at += samples
    for at_s, _, item in sorted(arrivals, key=lambda arrival: arrival[0]):
        ear.come(at_s, item)
    ear.until(arrivals[-1][0] + STALL_S / 2)
    if max((b[0] - a[0] for a, b in pairwise(arrivals)), default=0) < STALL_S / 2:
        ends = [end for _, end, _ in arrivals]
        assert ear.line.position in ends, "the end of a packet that came"
        if jitter_s < 0.05:
            assert ear.line.position == max(ends)
        assert ear.total(Jump) == 0
        assert ear.total(Missing) <= ear.line.position


def talk(
    ear: Ear,
    seconds: float,
    *,
    from_s: float = 0.0,
    stamp: int = 0,
    number: int = 0,
    without: frozenset[int] = frozenset(),
) -> tuple[int, int]:
    """Packets of 20 ms, each as soon as it is spoken; the next stamp and number."""
    for place in range(round(seconds * 50)):
        if place not in without:
            ear.come(from_s + place * 0.02, packet(number + place, stamp + place * LENGTH))
    return stamp + round(seconds * 50) * LENGTH, number + round(seconds * 50)


def test_a_lost_packet_costs_only_itself() -> None:
    ear = Ear()
    talk(ear, 2.0, without=frozenset({30, 31, 60}))
    assert ear.line.position == 100 * LENGTH
    missing = [piece for _, piece in ear.pieces if isinstance(piece, Missing)]
    assert [(piece.samples, piece.lost) for piece in missing] == [
        (2 * LENGTH, True),
        (LENGTH, True),
    ]


def test_a_stall_is_silence_that_the_time_stamps_take_back() -> None:
    """The sender was silent: its time went on, and the time line is true after it."""
    ear = Ear()
    stamp, number = talk(ear, 1.0)
    ear.until(5.98)
    assert ear.total(Missing) == MOST_SILENCE_S * OPUS_HZ, "enough to end a segment"
    assert not any(piece.lost for _, piece in ear.pieces if isinstance(piece, Missing))
    silent = round(5.0 * OPUS_HZ)
    talk(ear, 1.0, from_s=6.0, stamp=stamp + silent, number=number)
    assert ear.line.position == 100 * LENGTH + silent


def test_what_a_stall_in_the_network_held_back_is_heard_after_it() -> None:
    ear = Ear()
    stamp, number = talk(ear, 1.0)
    for place in range(50):  # a second of sound, all at once
        ear.come(2.0, packet(number + place, stamp + place * LENGTH))
    assert ear.total(Heard) == 100 * LENGTH
    assert ear.total(Missing) <= MOST_SILENCE_S * OPUS_HZ
    stamp, number = stamp + 50 * LENGTH, number + 50
    inserted = ear.total(Missing)
    holes = frozenset(n for n in range(200) if n % 60 >= 40)
    talk(ear, 4.0, from_s=2.02, stamp=stamp, number=number, without=holes)
    assert ear.line.position == 300 * LENGTH, "later holes take the silence back"
    assert inserted > 0


def test_a_sender_whose_clock_stood_still_is_put_forward() -> None:
    ear = Ear()
    stamp, number = talk(ear, 1.0)
    talk(ear, 3.0, from_s=11.0, stamp=stamp, number=number)
    assert ear.line.position / OPUS_HZ == pytest.approx(14.0, abs=0.1)
    jumps = [at_s for at_s, piece in ear.pieces if isinstance(piece, Jump)]
    assert jumps
    assert jumps[0] == pytest.approx(11.0 + BEHIND_FOR_S, abs=0.05)


@pytest.mark.parametrize("offset", [1 << 31, 10_000_000, -200_000, (1 << 32) - 5_000_000])
def test_time_stamps_that_jump_do_not_move_the_time_line(offset: int) -> None:
    ear = Ear()
    stamp, number = talk(ear, 1.0)
    talk(ear, 1.0, from_s=1.0, stamp=stamp + offset, number=number)
    assert ear.line.position / OPUS_HZ == pytest.approx(2.0, abs=0.05)
    assert ear.total(Heard) == 100 * LENGTH


def test_a_long_hole_is_a_jump_and_a_short_one_is_filled() -> None:
    for hole_s, kind in ((1.5, Missing), (5.0, Jump)):
        ear = Ear()
        stamp, number = talk(ear, 1.0)
        lost = round(hole_s * 50)
        talk(ear, 1.0, from_s=1.0 + hole_s, stamp=stamp + lost * LENGTH, number=number + lost)
        assert ear.line.position == 100 * LENGTH + lost * LENGTH
        holes = [piece for _, piece in ear.pieces if isinstance(piece, kind)]
        assert any(piece.lost for piece in holes), "packets were lost, and it is said"
    assert hole_s > MOST_FILL_S


def test_packets_that_overlap_are_cut() -> None:
    ear = Ear()
    for number in range(100):
        ear.come(number * 0.02, packet(number, number * LENGTH, samples=2880))
    assert ear.line.position == 99 * LENGTH + 2880


@given(
    st.lists(
        st.tuples(st.integers(0, 65535), st.integers(0, (1 << 32) - 1), st.floats(0, 0.2)),
        max_size=200,
    )
)
def test_no_sender_makes_more_sound_than_time_passes(noise: list[tuple[int, int, float]]) -> None:
    ear, now_s = Ear(), 0.0
    for number, (_, stamp, step_s) in enumerate(noise):
        now_s += step_s
        ear.come(now_s, packet(number, stamp))
    inserted_s = ear.total(Missing) / OPUS_HZ
    assert ear.line.position / OPUS_HZ <= now_s + 2 * MOST_AHEAD_S + inserted_s
    assert ear.line.position / OPUS_HZ <= 2 * now_s + 2 * MOST_AHEAD_S + 1


@given(st.lists(st.binary(max_size=40), max_size=60))
def test_bytes_that_are_no_opus_leave_holes_at_most(payloads: list[bytes]) -> None:
    ear = Ear()
    for number, payload in enumerate(payloads):
        ear.come(number * 0.02, Packet(1, number, number * LENGTH, payload))
    assert ear.line.position <= (len(payloads) + 6) * LENGTH
