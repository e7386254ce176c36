"""Packets of one stream, put in order again.

Sans-I/O: packets in as they come, packets out in the order in which they were sent. A packet is
held back only while one before it is missing, and never longer than `wait_s`, so that a packet
that comes too late or never costs its own sound and nothing else.
"""

from dataclasses import dataclass, field

from server.media.opus_packet import OPUS_HZ

__all__ = ["Counters", "Ordered", "Packet", "PacketOrder"]

WAIT_S = 0.06
"""How long a missing packet is waited for: three packets of 20 ms."""
MOST_HELD = 64
"""Packets held back at once; at this bound the missing one is given up."""
FAR = 500
"""A step of this many sequence numbers (10 s of sound) is not loss but another stream."""
MOST_JITTER_S = 1.0
"""A longer pause is a pause, not jitter."""
LATE_RUN = 25
"""So many packets in a row from before what is awaited: the sender began to count anew."""


@dataclass(frozen=True, slots=True)
class Packet:
    """What we need of an RTP packet."""

    ssrc: int
    sequence: int
    """16 bits, wraps around."""
    timestamp: int
    """32 bits, wraps around; counts samples at 48 kHz."""
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A packet whose turn has come."""

    packet: Packet
    arrived_s: float
    lost: int
    """Packets before it that never came."""
    is_restart: bool
    """The sender began anew: its numbers say nothing about the packet before."""


@dataclass(frozen=True, slots=True)
class Counters:
    """What came of a stream since it began."""

    expected: int = 0
    received: int = 0
    """Different packets that came in time."""
    late: int = 0
    """Came after they had been given up, or twice."""
    jitter_s: float = 0.0
    """How unevenly packets come, as RFC 3550 section 6.4.1 reckons it."""


class PacketOrder:
    """Holds packets until their turn."""

    def __init__(self, wait_s: float = WAIT_S) -> None:
        self._wait_s = wait_s
        self._ssrc: int | None = None
        self._next = 0
        """Sequence number that comes next, counted on through wraps."""
        # Bounded by MOST_HELD: beyond it the packet that is missed is given up.
        self._held: dict[int, tuple[Packet, float]] = {}
        self._is_restart = False
        self._stray: tuple[Packet, float] | None = None
        self._late_run = 0
        self._expected = 0
        self._received = 0
        self._late = 0
        self._jitter_s = 0.0
        self._newest: tuple[Packet, float] | None = None

    @property
    def deadline_s(self) -> float | None:
        """When `due` must be called at the latest; None while nothing is held back."""
        if not self._held:
            return None
        return min(arrived_s for _, arrived_s in self._held.values()) + self._wait_s

    @property
    def counters(self) -> Counters:
        """What came so far."""
        expected = self._expected + max(self._held, default=self._next - 1) - self._next + 1
        return Counters(expected, self._received, self._late, self._jitter_s)

    def add(self, packet: Packet, now_s: float) -> list[Ordered]:
        """Take a packet; those whose turn has come."""
        if self._ssrc is None:
            return self._begin([(packet, now_s)])
        step = _signed(packet.sequence - self._next, 16)
        if packet.ssrc != self._ssrc or abs(step) > FAR:
            return self._doubt(packet, now_s)
        number = self._next + step
        if step < 0 or number in self._held:
            self._late += 1
            self._late_run += 1
            return self._doubt(packet, now_s) if self._late_run >= LATE_RUN else []
        self._late_run, self._stray = 0, None
        self._hold(number, packet, now_s)
        return self._release(now_s)

    def due(self, now_s: float) -> list[Ordered]:
        """What has waited long enough for a packet before it."""
        return self._release(now_s)

    def finish(self) -> list[Ordered]:
        """All that is held; no packet follows."""
        return self._release(float("inf"))

    def _doubt(self, packet: Packet, now_s: float) -> list[Ordered]:
        """One packet that does not fit is nothing; a second that follows it is a new stream."""
        before, self._stray = self._stray, (packet, now_s)
        if before is None or not _follows(before[0], packet):
            return []
        rest = self.finish()
        return [*rest, *self._begin([before, (packet, now_s)])]

    def _begin(self, packets: list[tuple[Packet, float]]) -> list[Ordered]:
        first = packets[0][0]
        self._is_restart = self._ssrc is not None
        self._ssrc, self._next = first.ssrc, first.sequence
        self._newest, self._stray, self._late_run = None, None, 0
        for offset, (packet, arrived_s) in enumerate(packets):
            self._hold(self._next + offset, packet, arrived_s)
        return self._release(packets[-1][1])

    def _hold(self, number: int, packet: Packet, now_s: float) -> None:
        self._held[number] = (packet, now_s)
        self._received += 1
        if self._newest is not None:
            before, before_s = self._newest
            sent_s = _signed(packet.timestamp - before.timestamp, 32) / OPUS_HZ
            uneven_s = min(abs(now_s - before_s - sent_s), MOST_JITTER_S)
            self._jitter_s += (uneven_s - self._jitter_s) / 16
        self._newest = (packet, now_s)

    def _release(self, now_s: float) -> list[Ordered]:
        ready = []
        while self._held:
            lost = 0
            if self._next not in self._held:
                deadline_s = self.deadline_s
                assert deadline_s is not None, "something is held"
                if now_s < deadline_s and len(self._held) <= MOST_HELD:
                    break
                lost = min(self._held) - self._next
            packet, arrived_s = self._held.pop(self._next + lost)
            self._next += lost + 1
            self._expected += lost + 1
            ready.append(Ordered(packet, arrived_s, lost, self._is_restart))
            self._is_restart = False
        return ready


def _follows(before: Packet, packet: Packet) -> bool:
    return packet.ssrc == before.ssrc and _signed(packet.sequence - before.sequence, 16) == 1


def _signed(difference: int, bits: int) -> int:
    """A difference of numbers that wrap around, as the shorter way between them."""
    half = 1 << (bits - 1)
    return (difference + half) % (1 << bits) - half
