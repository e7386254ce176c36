from hypothesis import given
from hypothesis import strategies as st

from streaming.metrics import Metrics, memory_mb


def test_percentiles_are_within_a_bucket():
    metrics = Metrics()
    for milliseconds in range(1, 101):
        metrics.record("recognize", milliseconds / 1000)
    summary = metrics.summary()["recognize"]
    assert summary.count == 100
    assert 0.05 <= summary.p50_s <= 0.05 * 1.25
    assert 0.095 <= summary.p95_s <= 0.1
    assert summary.max_s == 0.1


def test_stages_keep_their_order():
    metrics = Metrics()
    for stage in ("detect", "recognize", "detect"):
        metrics.record(stage, 0.1)
    assert list(metrics.summary()) == ["detect", "recognize"]


def test_somebody_is_told_of_each():
    told = []
    metrics = Metrics(lambda stage, seconds: told.append((stage, seconds)))
    metrics.record("recognize", 0.1)
    metrics.record("translate", 0.2)
    assert told == [("recognize", 0.1), ("translate", 0.2)]


@given(st.lists(st.floats(0, 5000), min_size=1))
def test_percentiles_are_ordered_and_never_above_the_most(values):
    metrics = Metrics()
    for value in values:
        metrics.record("x", value)
    summary = metrics.summary()["x"]
    assert summary.p50_s <= summary.p95_s <= summary.max_s == max(values)


def test_this_process_uses_memory():
    assert memory_mb() > 1
