import pytest

from bench import translators
from bench.translators import Costs, measure


def test_the_first_call_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 0.0

    def translate(text: str) -> str:
        nonlocal now_s
        now_s += {"a": 5.0, "b": 0.1}.get(text, 0.3)
        return text

    monkeypatch.setattr(translators.time, "perf_counter", lambda: now_s)
    found = measure(["a", "b", "c", "b"], translate)
    assert found.first_s == 5.0
    assert found.wall_s == pytest.approx((0.1, 0.3, 0.1))
    assert 0 <= found.cpu_s < 1


def test_a_line_of_costs() -> None:
    line = str(Costs(0.1152, (0.001, 0.002, 0.003), 0.006))
    assert line == "first 115 ms, median 2.0 ms, p95 2.9 ms, processor 2.0 ms in this process"
