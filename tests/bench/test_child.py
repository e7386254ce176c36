import subprocess
import sys
import time

import pytest

from bench.child import run_child, stop_child


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


def started(program: str) -> "subprocess.Popen[bytes]":
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"here\n"
    child.stdout.close()
    return child


def test_a_child_is_told_to_end() -> None:
    child = started("print('here', flush=True)\nimport time; time.sleep(60)")
    began_s = time.monotonic()
    stop_child(child, 30.0)
    assert child.returncode == -15
    assert time.monotonic() - began_s < 20


def test_one_that_will_not_is_made_to() -> None:
    child = started(
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('here', flush=True)\ntime.sleep(60)"
    )
    stop_child(child, 0.1)
    assert child.returncode == -9


def test_one_that_has_ended_keeps_its_status() -> None:
    child = started("print('here', flush=True); raise SystemExit(3)")
    child.wait()
    stop_child(child, 1.0)
    assert child.returncode == 3
