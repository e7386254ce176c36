import os
import subprocess
import sys
from pathlib import Path

from bench.peers.drivers.usage import Meter, used


class Stream:
    def __init__(self) -> None:
        self.has_begun = False
        self.elapsed_s = 0.0


def _process(
    proc: Path, pid: int, parent: int, ticks: tuple[int, int, int, int], pages: int
) -> None:
    fields = ["S", str(parent), *"0" * 9, *map(str, ticks), *"0" * 6, str(pages), "0"]
    (proc / str(pid)).mkdir()
    (proc / str(pid) / "stat").write_text(f"{pid} (a) name) {' '.join(fields)}\n")


def test_a_tree_is_summed_with_the_children_that_were_waited_for(tmp_path: Path) -> None:
    hz, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    _process(tmp_path, 10, 1, (hz, hz, 0, 0), 100)
    _process(tmp_path, 11, 10, (hz, 0, 2 * hz, hz), 10)
    _process(tmp_path, 12, 11, (hz, 0, 0, 0), 1)
    _process(tmp_path, 13, 1, (99 * hz, 0, 0, 0), 5000)
    (tmp_path / "14").mkdir()
    (tmp_path / "self").mkdir()
    assert used(10, tmp_path) == (7.0, 111 * page / 1e6)
    assert used(15, tmp_path) == (0.0, 0.0)


def test_a_real_process_has_used_something() -> None:
    program = (
        "b = bytearray(200_000_000)\nfor i in range(3_000_000): pass\nprint(flush=True)\ninput()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    cpu_s, memory_mb = used(child.pid)
    child.communicate(b"\n")
    assert cpu_s > 0.03
    assert 200 < memory_mb < 1000


def test_nothing_before_the_beginning_counts() -> None:
    stream = Stream()
    with Meter(os.getpid(), stream) as never:
        pass
    assert never.readings == ()
    sum(range(3_000_000))
    stream.has_begun = True
    with Meter(os.getpid(), stream) as meter:
        pass
    assert meter.readings[0].cpu_s == 0.0
    assert meter.readings[-1].cpu_s < 0.05


def test_a_process_that_has_ended_keeps_its_last_memory() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    stream = Stream()
    stream.has_begun = True
    meter = Meter(child.pid, stream)
    meter._read()
    assert child.stdin is not None
    child.stdin.close()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    meter._read()
    child.wait()
    child.stdout.close()
    alive, ended = meter.readings
    assert ended.memory_mb == alive.memory_mb > 1
    assert ended.cpu_s >= alive.cpu_s
