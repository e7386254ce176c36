import numpy as np

from audio_io.chunk import Samples
from dragoman.heard_sink import HeardSink

RATE_HZ = 100


class Kept:
    """What was placed, and a time that is set by hand."""

    def __init__(self) -> None:
        self.time_s = 0.0
        self.placed: list[tuple[float, int]] = []

    def place(self, start_s: float, samples: Samples) -> None:
        self.placed.append((start_s, len(samples)))

    def sink(self) -> HeardSink:
        return HeardSink(RATE_HZ, self.place, lambda: self.time_s)


def sound(duration_s: float) -> Samples:
    return np.full(round(duration_s * RATE_HZ), 0.5, np.float32)


async def test_it_takes_as_long_as_it_lasts_and_is_kept_where_it_began() -> None:
    kept = Kept()
    sink = kept.sink()
    kept.time_s = 2.0
    await sink.write(sound(1.0))
    await sink.write(sound(0.5))
    assert sink.queued_s == 1.5
    sink.settle()
    assert kept.placed == []
    kept.time_s = 3.5
    assert sink.queued_s == 0.0
    sink.settle()
    assert kept.placed == [(2.0, 150)]


async def test_what_is_cut_off_is_kept_as_far_as_it_was_heard() -> None:
    kept = Kept()
    sink = kept.sink()
    await sink.write(sound(2.0))
    kept.time_s = 0.75
    sink.clear()
    assert kept.placed == [(0.0, 75)]
    assert sink.queued_s == 0.0
    await sink.write(sound(1.0))
    kept.time_s = 5.0
    await sink.write(sound(1.0))
    assert kept.placed[1:] == [(0.75, 100)], "a pause in between stays a pause"
    await sink.close()
    assert kept.placed[2:] == [(5.0, 100)]


class Loudspeaker:
    """Plays nothing until it is told that it did."""

    sample_rate_hz = RATE_HZ

    def __init__(self) -> None:
        self.queued_s = 0.0

    async def write(self, samples: Samples) -> None:
        self.queued_s += len(samples) / RATE_HZ

    def clear(self) -> None:
        self.queued_s = 0.0

    async def close(self) -> None:
        self.queued_s = 0.0


async def test_the_loudspeaker_says_what_was_heard() -> None:
    kept, loudspeaker = Kept(), Loudspeaker()
    sink = HeardSink(RATE_HZ, kept.place, lambda: kept.time_s, loudspeaker)
    await sink.write(sound(2.0))
    kept.time_s = 1.5
    loudspeaker.queued_s = 1.0
    sink.clear()
    assert kept.placed == [(0.0, 100)]
    assert loudspeaker.queued_s == 0.0
