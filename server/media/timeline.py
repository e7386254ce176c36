"""Where on the time line the sound of each packet belongs.

Sans-I/O: packets in their order and the time in, what is to be heard out. The senders' time
stamps decide: what is missing between two packets is filled with as much sound as is missing, so
that a lost packet costs its own 20 ms and no lag. The wall clock only guards the time stamps: a
sender cannot make more sound than time passes, and one whose clock stood still is put forward.

A stream that stalls is given some silence, so that the end of what was said before is found. If
its sound then comes late after all, it is heard after that silence: nothing said is dropped.
"""

from dataclasses import dataclass, field

from server.media.opus_packet import OPUS_HZ, opus_samples
from server.media.packet_order import Ordered

__all__ = ["Heard", "Jump", "Missing", "Piece", "Timeline"]

STALL_S = 0.5
"""No packet for so long, and silence is filled in; in silence some send every 0.4 s only,
and each may be waited for a little."""
STALL_STEP_S = 0.1
MOST_SILENCE_S = 1.0
"""Silence for one stall: longer than any pause that ends a segment."""
MOST_FILL_S = 2.0
"""A longer hole is not filled with samples but told, as a jump."""
MOST_AHEAD_S = 2.0
"""So much more sound than time passed, and time stamps are not believed any more."""
MOST_BEHIND_S = 1.0
BEHIND_FOR_S = 2.0
"""So far behind the wall clock for so long, and the time line is put forward: the sender's clock
stood still. A burst after a stall in the network has caught up by then."""
OVERLAP_S = 0.5
"""Time stamps that go back further than that begin anew."""
DRIFT = 0.001
"""How much faster than ours a sender's clock may run: more than any crystal is off."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The sound of a packet, less its first `skip` samples."""

    payload: bytes = field(repr=False)
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """Sound that is not there, `samples` long at 48 kHz."""

    samples: int
    lost: bool
    """Packets were lost; otherwise the sender was silent."""


@dataclass(frozen=True, slots=True)
class Jump:
    """The time line goes on `samples` (at 48 kHz) later, without sound in between."""

    samples: int
    lost: bool


Piece = Heard | Missing | Jump


class Timeline:
    """Counts samples at 48 kHz from the first packet."""

    def __init__(self) -> None:
        self._position = 0
        """Where the time line ends."""
        self._next_stamp = 0
        """The time stamp that would follow, 32 bits."""
        self._began_s: float | None = None
        """When the first sample would have come over a network without delay."""
        self._last_s = 0.0
        """When the last packet came."""
        self._silence = 0
        """Samples of silence since then."""
        self._inserted = 0
        """Samples by which the time line is ahead of the time stamps, for silence in stalls."""
        self._behind_since_s: float | None = None

    @property
    def position(self) -> int:
        """Samples at 48 kHz from the start to the end of what was handed out."""
        return self._position

    @property
    def deadline_s(self) -> float | None:
        """When `due` must be called; None while only a packet brings anything new."""
        if self._began_s is None or self._silence >= _samples(MOST_SILENCE_S):
            return None
        return self._last_s + max(STALL_S, self._silence / OPUS_HZ + STALL_STEP_S)

    def due(self, now_s: float) -> list[Piece]:
        """Silence, if no packet came for long."""
        deadline_s = self.deadline_s
        if deadline_s is None or now_s < deadline_s:
            return []
        wanted = _samples(min(now_s - self._last_s, MOST_SILENCE_S)) - self._silence
        if wanted <= 0:
            return []
        self._silence += wanted
        self._position += wanted
        return [Missing(wanted, lost=False)]

    def take(self, ordered: Ordered, now_s: float) -> list[Piece]:
        """A packet's turn has come: what is to be heard up to its end."""
        length = opus_samples(ordered.packet.payload)
        if length is None:
            return []  # cannot be sound; the next packet's time stamp shows the hole
        if self._began_s is None:
            self._began_s = self._last_s = ordered.arrived_s
            self._next_stamp = ordered.packet.timestamp
        arrived_s = max(ordered.arrived_s, self._last_s)
        self._let_drift(arrived_s)
        step = self._step(ordered, arrived_s)
        pieces = self._fill(step, lost=ordered.lost > 0)
        skip = min(max(0, -step), length)
        if skip < length and self._ahead_s(now_s) <= MOST_AHEAD_S + length / OPUS_HZ:
            pieces.append(Heard(ordered.packet.payload, skip))
            self._position += length - skip
        if step >= 0 or skip < length:
            self._next_stamp = (ordered.packet.timestamp + length) % (1 << 32)
        self._last_s, self._silence = arrived_s, 0
        return pieces + self._put_forward(now_s)

    def _step(self, ordered: Ordered, arrived_s: float) -> int:
        """Samples from the end of the sound before to the start of this packet."""
        half = 1 << 31
        step = (ordered.packet.timestamp - self._next_stamp + half) % (1 << 32) - half
        too_far_s = self._ahead_s(arrived_s) + (step - self._silence) / OPUS_HZ
        believed = not ordered.is_restart and step >= -_samples(OVERLAP_S)
        if believed and (step <= 0 or too_far_s <= MOST_AHEAD_S):
            return step
        # These time stamps say nothing about the ones before; the wall clock does.
        waited = _samples(arrived_s - self._last_s)
        return max(0, min(waited, self._silence - _samples(self._ahead_s(arrived_s))))

    def _fill(self, step: int, *, lost: bool) -> list[Piece]:
        missing = max(0, step) - self._silence
        taken = min(self._inserted, max(0, missing))
        self._inserted += max(0, -missing) - taken
        missing -= taken
        if missing <= 0:
            return []
        self._position += missing
        if missing > _samples(MOST_FILL_S):
            return [Jump(missing, lost)]
        return [Missing(missing, lost)]

    def _put_forward(self, now_s: float) -> list[Piece]:
        behind_s = -self._ahead_s(now_s)
        if behind_s <= MOST_BEHIND_S:
            self._behind_since_s = None
            return []
        if self._behind_since_s is None:
            self._behind_since_s = now_s
        if now_s - self._behind_since_s < BEHIND_FOR_S:
            return []
        self._behind_since_s = None
        samples = _samples(behind_s)
        taken = min(self._inserted, samples)
        self._inserted -= taken
        self._position += samples - taken
        return [Jump(samples - taken, lost=False)] if samples > taken else []

    def _ahead_s(self, now_s: float) -> float:
        """How much more sound was sent than time has passed; below 0 as a rule."""
        assert self._began_s is not None, "a packet came"
        return (self._position - self._inserted) / OPUS_HZ - (now_s - self._began_s)

    def _let_drift(self, arrived_s: float) -> None:
        """What is ahead came faster than what was first: believe it slowly."""
        assert self._began_s is not None, "a packet came"
        ahead_s = self._ahead_s(arrived_s)
        if ahead_s > 0:
            self._began_s -= min(ahead_s, DRIFT * (arrived_s - self._last_s))


def _samples(duration_s: float) -> int:
    return round(duration_s * OPUS_HZ)
