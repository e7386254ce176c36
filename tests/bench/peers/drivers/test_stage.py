import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.peers.drivers.job import Job
from bench.peers.drivers.sound import BYTES_PER_S
from bench.trace import read_trace
from tests.bench.peers.made import wav_of

PROJECT = Path(__file__).parents[4]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    wav = wav_of(tmp_path / "talk.wav", bytes(BYTES_PER_S // 5))
    outs = (str(tmp_path / "a.json"), str(tmp_path / "b.json"))
    return Job("echo", str(wav), str(tmp_path), "en", outs, (0,))


def _driver(job: Job) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.peers.drivers.echo", job.to_json()],
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        start_new_session=True,
    )


def test_every_session_gets_its_trace(job: Job) -> None:
    with _driver(job) as driver:
        driver.communicate(timeout=60)
    assert driver.returncode == 0
    first, second = (read_trace(Path(out)) for out in job.outs)
    for trace in (first, second):
        assert (trace.system, trace.talk, trace.error) == ("echo", "talk", "")
        assert trace.text == f"{BYTES_PER_S // 5} bytes on [0]"
        assert trace.shown[-1].unstable == "more"
        assert trace.shown[-1].heard_s == pytest.approx(0.2)
        assert 0.2 <= trace.shown[-1].elapsed_s <= trace.done_s
    # The second one began a second later, and what both used is read to its end.
    assert first.usage[-1].elapsed_s > 1.0
    assert second.usage == ()


def test_what_goes_wrong_in_a_session_is_in_its_trace(job: Job) -> None:
    with _driver(replace(job, language="xx", outs=job.outs[:1])) as driver:
        driver.communicate(timeout=60)
    assert read_trace(Path(job.outs[0])).error == "ValueError: no such language"


def test_told_to_end_it_ends_at_once_with_all_its_processes(job: Job) -> None:
    long = wav_of(Path(job.wav), bytes(BYTES_PER_S * 60))
    with _driver(replace(job, wav=str(long))) as driver:
        assert driver.stdout is not None
        while b"open" not in driver.stdout.readline():
            pass
        driver.send_signal(signal.SIGTERM)
        # The child has the same output: it is closed only when both are gone.
        driver.communicate(timeout=20)
    assert driver.returncode == -signal.SIGKILL
    assert not Path(job.outs[0]).exists()
