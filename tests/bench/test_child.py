import sys

import pytest

from bench.child import run_child


@pytest.mark.parametrize(
    ("program", "status"),
    [("pass", 0), ("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 9)", 137)],
)
def test_the_exit_status_is_the_shells(program: str, status: int) -> None:
    assert run_child([sys.executable, "-c", program]).exit_status == status


def test_processor_time_and_memory_are_the_childs() -> None:
    program = "b = bytearray(200_000_000)\nfor i in range(3_000_000): pass"
    run = run_child([sys.executable, "-c", program])
    assert 0.03 < run.cpu_s < run.wall_s * 8
    assert run.peak_bytes > 200_000_000


def test_a_quiet_child_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    run_child([sys.executable, "-c", "print('hello')"], quiet=True)
    run_child([sys.executable, "-c", "print('there')"])
    assert capfd.readouterr().out == "there\n"
