"""A stream of speech on a clock of its own: what somebody watching in real time would have seen.

The sound goes by chunk by chunk and each pass of the engine takes as long as it cost. So an hour
takes only as long as its passes do, and its delays do not depend on what else the machine does.
Everything in it is real but the clock: the listener, the detector, the engine, the events.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk, Samples
from audio_io.vad import FRAME_SAMPLES, VoiceDetector
from configs.schema import Config
from streaming.events import Event, EventValue, SessionEnded
from streaming.language import NotUnderstood
from streaming.listener import Heard, Listener, Pass
from translators.recognize import Hypothesis, Recognizer

__all__ = ["Cost", "Simulated", "Simulation", "chunks", "processor_time", "simulate", "voice"]

Cost = Callable[[Pass, Hypothesis, float], float]
"""(pass, answer, processor seconds it took) -> seconds on the simulated clock."""

NAME = "simulated"


def processor_time(wanted: Pass, answer: Hypothesis, cpu_s: float) -> float:
    """A pass takes what it took the processor: true for an engine with one thread."""
    return cpu_s


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulated stream left behind."""

    events: tuple[Event, ...]
    passes: int
    cpu_s: float
    """Processor time of all passes."""
    recognized_s: float
    """Sound that the passes heard, together."""


def voice(samples: Samples, detector: VoiceDetector) -> list[float]:
    """Voice probability of each chunk of a stream at 16 kHz."""
    return [detector.probability(chunk.samples) for chunk in chunks(samples)]


def simulate(
    samples: Samples,
    voiced: Sequence[float],
    recognizer: Recognizer,
    config: Config,
    *,
    cost: Cost = processor_time,
) -> Simulated:
    """Stream float32[n] at 16 kHz to its end; `voiced` is what `voice` says of it."""
    stream = Simulation(Listener(config), recognizer, cost)
    for chunk, probability in zip(chunks(samples), voiced, strict=True):
        stream.hear(chunk, probability)
    return stream.finish()


@dataclass(slots=True)
class Simulation:
    """One stream while it runs."""

    listener: Listener
    recognizer: Recognizer
    cost: Cost = processor_time
    events: list[Event] = field(default_factory=list)
    _media_s: float = 0.0
    _said: int = 0
    _answer: tuple[Hypothesis, float, float] | None = None
    """What the engine will say, when, and what it will have cost."""
    _passes: int = 0
    _cpu_s: float = 0.0
    _recognized_s: float = 0.0

    def hear(self, chunk: AudioChunk, probability: float) -> None:
        """Let the chunk's time go by, then hand it over."""
        self._run_until(chunk.end_s)
        self._media_s = chunk.end_s
        self._say(self.listener.hear(chunk, probability), chunk.end_s)
        self._ask(chunk.end_s)

    def take(self) -> list[Event]:
        """The events so far; they are forgotten here, so that a long stream takes no room."""
        taken, self.events = self.events, []
        return taken

    def finish(self) -> Simulated:
        """The sound is over: wait for what is still to come."""
        self._say(self.listener.finish(), self._media_s)
        at_s = self._media_s
        self._ask(at_s)
        while self._answer is not None:
            at_s = self._answer[1]
            self._run_until(at_s)
        self._say((SessionEnded("end of input", self._media_s),), at_s)
        return Simulated(tuple(self.events), self._passes, self._cpu_s, self._recognized_s)

    def _run_until(self, now_s: float) -> None:
        while self._answer is not None and self._answer[1] <= now_s:
            hypothesis, at_s, cost_s = self._answer
            self._answer = None
            self._say(self.listener.accept(hypothesis, cost_s), at_s)
            self._ask(at_s)

    def _ask(self, now_s: float) -> None:
        if self._answer is not None:
            return
        wanted = self.listener.next_pass()
        if wanted is None:
            return
        began_s = time.process_time()
        hypothesis = self.recognizer.recognize(wanted.window)
        cpu_s = time.process_time() - began_s
        cost_s = self.cost(wanted, hypothesis, cpu_s)
        self._answer = (hypothesis, now_s + cost_s, cost_s)
        self._passes += 1
        self._cpu_s += cpu_s
        self._recognized_s += len(wanted.window.samples) / SAMPLE_RATE_HZ

    def _say(self, values: Sequence[Heard | EventValue], at_s: float) -> None:
        for value in values:
            if isinstance(value, NotUnderstood):
                continue
            self._said += 1
            self.events.append(Event(self._said, NAME, self._media_s, at_s, value))


def chunks(samples: Samples) -> Iterator[AudioChunk]:
    """The sound as the voice detector takes it, in order."""
    for start in range(0, len(samples), FRAME_SAMPLES):
        piece = samples[start : start + FRAME_SAMPLES]
        yield AudioChunk(piece, SAMPLE_RATE_HZ, start / SAMPLE_RATE_HZ)
