"""What a peer says: packets of a WebRTC track become sound without the lag of lost packets."""

import asyncio
import logging
import time
from collections.abc import Callable

import numpy as np

from audio_io.chunk import Samples
from configs.schema import AudioConfig
from server.media.opus_decoder import OpusDecoder
from server.media.opus_packet import OPUS_HZ
from server.media.packet_order import Counters, Ordered, Packet, PacketOrder
from server.media.pushed import PushedSource
from server.media.timeline import Heard, Jump, Missing, Piece, Timeline

__all__ = ["OnSound", "RemoteSound"]

logger = logging.getLogger(__name__)

OnSound = Callable[[Samples], None]
"""Takes float32[n] at 48 kHz, at once, in the event loop; must not wait."""

HELD_UP_S = 0.1
"""An alarm that is so late says that nothing in the process came to its turn."""


class RemoteSound:
    """One incoming track. Decodes each packet once, for the recognizer and for other people.

    Everything happens in the event loop: a packet costs about 0.1 ms. Nothing waits here for a
    reader: sources bound what they hold, and listeners take what comes or leave it.
    """

    def __init__(
        self, name: str, audio: AudioConfig, *, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self._audio = audio
        self._now_s = now_s
        self._order = PacketOrder()
        self._timeline = Timeline()
        self._decoder = OpusDecoder()
        self._sources: list[PushedSource] = []
        self._listeners: list[OnSound] = []
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_s: float | None = None
        self._last_s: float | None = None
        self._ended = False

    @property
    def counters(self) -> Counters:
        """Packets expected and received since the start."""
        return self._order.counters

    @property
    def last_packet_s(self) -> float | None:
        """When the newest packet came, by `now_s`; None before the first."""
        return self._last_s

    @property
    def position_s(self) -> float:
        """Length of the sound so far, on the sender's time line."""
        return self._timeline.position / OPUS_HZ

    def source(self) -> PushedSource:
        """The sound from now on, for a session; its media time begins at 0 now.

        There may be several; each is bounded by `audio.buffer_s` and ends with the track, or when
        it is stopped.
        """
        source = PushedSource(self.name, self._audio, sample_rate_hz=OPUS_HZ)
        if self._ended:
            source.end()
        else:
            self._sources.append(source)
        return source

    def listen(self, on_sound: OnSound) -> Callable[[], None]:
        """Hand every piece of sound to a callable from now on; returns what ends that."""
        self._listeners.append(on_sound)

        def leave() -> None:
            if on_sound in self._listeners:
                self._listeners.remove(on_sound)

        return leave

    def take(self, packet: Packet) -> None:
        """A packet came."""
        if self._ended:
            return
        now_s = self._now_s()
        self._last_s = now_s
        self._play(self._order.add(packet, now_s), now_s)
        self._set_alarm()

    def wake(self) -> None:
        """Time passed: what has waited long enough goes on. Called by an alarm of its own."""
        if self._ended:
            return
        now_s = self._now_s()
        self._play(self._order.due(now_s), now_s)
        self._render(self._timeline.due(now_s))
        self._set_alarm()

    def end(self) -> None:
        """The track is over: the sources end after what is held."""
        if self._ended:
            return
        self._play(self._order.finish(), self._now_s())
        self._ended = True
        if self._alarm is not None:
            self._alarm.cancel()
        self._listeners.clear()
        for source in self._sources:
            source.end()
        self._sources.clear()

    def _play(self, ready: list[Ordered], now_s: float) -> None:
        for ordered in ready:
            self._render(self._timeline.take(ordered, now_s))

    def _render(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            match piece:
                case Heard(payload, skip):
                    self._hand_out(self._decoder.decode(payload)[skip:])
                case Missing(samples, lost):
                    silence = np.zeros(samples, np.float32)
                    self._hand_out(self._decoder.conceal(samples) if lost else silence)
                case Jump(samples, lost):
                    self._jump(samples / OPUS_HZ, lost=lost)

    def _hand_out(self, samples: Samples) -> None:
        self._sources = [source for source in self._sources if not source.is_over]
        for source in self._sources:
            source.push(samples)
        for on_sound in tuple(self._listeners):
            try:
                on_sound(samples)
            except Exception:
                # One listener's fault must not silence the others, nor the session.
                logger.exception("a listener of %s failed and is left out", self.name)
                self._listeners.remove(on_sound)

    def _jump(self, duration_s: float, *, lost: bool) -> None:
        what = "were lost on the way" if lost else "passed without any sound"
        for source in self._sources:
            source.skip(duration_s, f"{self.name}: {duration_s:.1f} s {what}", lost=lost)

    def _set_alarm(self) -> None:
        deadlines = (self._order.deadline_s, self._timeline.deadline_s)
        next_s = min((at_s for at_s in deadlines if at_s is not None), default=None)
        if next_s == self._alarm_s:
            return
        self._alarm_s = next_s
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if next_s is not None:
            delay_s = max(0.001, next_s - self._now_s())
            self._alarm = asyncio.get_running_loop().call_later(delay_s, self._on_alarm)

    def _on_alarm(self) -> None:
        late_s = self._now_s() - (self._alarm_s or 0.0)
        self._alarm = self._alarm_s = None
        if late_s < HELD_UP_S:
            self.wake()
            return
        # The event loop was held up: packets that came meanwhile are about to be handed over,
        # and nothing is missing until they were.
        self._alarm_s = self._now_s() + HELD_UP_S / 2
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(HELD_UP_S / 2, self._on_alarm)
