"""A microphone that is not listened to while our own loudspeaker sounds.

Speech that we play comes back through the microphone in another language than the one that is being
recognised, so what is made of it cannot be compared with what was played, and an echo canceller
lets some of it through. What is not listened to is never recognised. The price is what somebody
says meanwhile. With headphones nothing comes back, and nothing of this is needed.
"""

import numpy as np
from numpy.typing import NDArray

from audio_io.clock import Clock
from audio_io.portaudio import DeviceStream, Inputs, OnBlock, OnEnd, OnFill, Outputs

__all__ = ["HalfDuplex"]

ROOM_S = 0.4
"""How long a room goes on sounding, and what devices hold back beyond what they say."""


class HalfDuplex:
    """A microphone and a loudspeaker in one room take turns.

    `inputs` and `outputs` open the devices that they were made of. What comes in while sound goes
    out is replaced by silence of the same length, so that times stay true. That is decided in the
    devices' threads, when the sound passes: it makes no difference how far behind whoever hears
    the microphone is.
    """

    def __init__(self, inputs: Inputs, outputs: Outputs, clock: Clock) -> None:
        self.inputs: Inputs = _Listening(inputs, self)
        self.outputs: Outputs = _Sounding(outputs, self)
        self._clock = clock
        self._sounds_until_s = float("-inf")

    def sounds(self, duration_s: float, latency_s: float) -> None:
        """So much sound was just handed to a loudspeaker that holds back this much."""
        self._sounds_until_s = self._clock.now_s() + duration_s + latency_s

    def is_turn_of_room(self, duration_s: float, latency_s: float) -> bool:
        """Whether nothing of ours is in so much sound that just came from a microphone."""
        began_s = self._clock.now_s() - duration_s - latency_s
        return began_s >= self._sounds_until_s + ROOM_S


class _Listening:
    """Microphones that give silence while the loudspeaker sounds."""

    def __init__(self, inputs: Inputs, turns: HalfDuplex) -> None:
        self._inputs = inputs
        self._turns = turns

    def find(self, spec: str) -> str:
        return self._inputs.find(spec)

    def open(self, spec: str, on_block: OnBlock, on_end: OnEnd) -> DeviceStream:
        latency = _Latency()

        def listen(samples: NDArray[np.float32], sample_rate_hz: int, lost: bool) -> None:
            duration_s = len(samples) / sample_rate_hz
            if not self._turns.is_turn_of_room(duration_s, latency.seconds):
                samples = np.zeros_like(samples)
            on_block(samples, sample_rate_hz, lost)

        return latency.of(self._inputs.open(spec, listen, on_end))


class _Sounding:
    """Loudspeakers that tell when they sound."""

    def __init__(self, outputs: Outputs, turns: HalfDuplex) -> None:
        self._outputs = outputs
        self._turns = turns

    def open(self, spec: str, on_fill: OnFill, on_end: OnEnd) -> DeviceStream:
        latency = _Latency()

        def sound(out: NDArray[np.float32]) -> None:
            on_fill(out)
            if out.any():
                self._turns.sounds(len(out) / latency.rate_hz, latency.seconds)

        return latency.of(self._outputs.open(spec, sound, on_end))


class _Latency:
    """How much a device holds back; it calls back before that is known."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.rate_hz = 8_000  # the lowest: a block is taken for too long, not for too short

    def of(self, stream: DeviceStream) -> DeviceStream:
        self.seconds, self.rate_hz = stream.latency_s, stream.sample_rate_hz
        return stream
