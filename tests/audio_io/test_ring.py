import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.ring import AudioRing, Block


def block(start_s: float, count: int = 1600) -> Block:
    return Block(np.zeros((count, 1), dtype=np.float32), 16_000, start_s)


def test_the_oldest_makes_room() -> None:
    ring = AudioRing(0.25)
    for index in range(5):
        ring.put(block(index / 10))
    assert [taken.start_s for taken in iter(ring.take, None)] == [0.3, 0.4]


def test_the_newest_stays_even_if_it_is_too_long() -> None:
    ring = AudioRing(1.0)
    ring.put(block(0.0))
    ring.put(block(0.1, 32_000))
    kept = ring.take()
    assert kept is not None
    assert (kept.start_s, kept.end_s) == (0.1, 2.1)
    assert ring.take() is None


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(1, 8000)), max_size=60))
def test_order_is_kept_and_the_bound_holds(steps: list[int | None]) -> None:
    ring = AudioRing(1.0)
    end_s, put, taken = 0.0, [], []
    for step in steps:
        if step is None:
            taken.append(ring.take())
        else:
            ring.put(block(end_s, step))
            put.append(end_s)
            end_s += step / 16_000
    left = list(iter(ring.take, None))
    assert sum(item.duration_s for item in left) <= 1.0 + 1e-6
    order = [item.start_s for item in [*taken, *left] if item is not None]
    assert order == sorted(order)
    assert not put or not left or left[-1].start_s == put[-1]
