"""Runs a peer on a talk, in a process group of its own, and always comes back with a trace."""

import os
import signal
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.peers.drivers.job import Job
from bench.peers.drivers.tape import GIVEN_UP_S
from bench.peers.environment import ROOT, environment_of
from bench.peers.last_words import last_words
from bench.peers.registry import Peer, find_peer
from bench.trace import Trace, read_trace, write_trace

__all__ = ["run_peer", "run_sessions", "session_path"]

PROJECT = Path(__file__).parents[2]
LOADING_S = 240.0
"""Time to load models and to end, beside the talk and what it is waited for after it."""
STOPPING_S = 8.0


def run_peer(
    name: str,
    wav: Path,
    model: Path,
    language: str,
    out_path: Path,
    *,
    cores: Sequence[int] = (),
    root: Path = ROOT,
) -> Trace:
    """Stream a recording (16 kHz, mono, 16 bit) through a peer in real time, and keep its trace.

    It stays on these processor cores with as many threads; without any, on all that we may use. A
    peer that cannot be run gives a trace with its `error`. Raises `PeerUnknown`.
    """
    return run_sessions(name, wav, model, language, out_path, cores=cores, root=root)[0]


def run_sessions(
    name: str,
    wav: Path,
    model: Path,
    language: str,
    out_path: Path,
    *,
    sessions: int = 1,
    cores: Sequence[int] = (),
    root: Path = ROOT,
) -> tuple[Trace, ...]:
    """The same talk in several sessions at a time, begun a second apart; a trace of each.

    What they used together is in the first one's. Otherwise as `run_peer`.
    """
    peer = find_peer(name)
    outs = [session_path(out_path, index) for index in range(sessions)]
    for out in outs:
        out.unlink(missing_ok=True)
    job = Job(
        system=name,
        wav=str(wav.absolute()),
        model=str(model.absolute()),
        language=language,
        outs=tuple(str(out.absolute()) for out in outs),
        cores=tuple(cores) or tuple(sorted(os.sched_getaffinity(0))),
    )
    error = _run(peer, job, root)
    return tuple(_trace(job, out, error) for out in outs)


def session_path(out_path: Path, index: int) -> Path:
    """Where the trace of a session is kept; that of the first one as it was asked for."""
    return out_path.with_stem(f"{out_path.stem}-{index}") if index else out_path


def _trace(job: Job, out: Path, error: str) -> Trace:
    """What the driver wrote, or why it wrote nothing; both are kept."""
    if out.is_file():
        trace = read_trace(out)
        if not error or trace.error:
            return trace
        trace = replace(trace, error=error)
    else:
        trace = Trace(job.system, Path(job.wav).stem, (), error=error or "it wrote no trace")
    write_trace(trace, out)
    return trace


def _run(peer: Peer, job: Job, root: Path) -> str:
    """Run the driver to its end; what went wrong, or nothing."""
    environment = environment_of(peer, root)
    if not environment.is_complete:
        return f"not installed; install it with: python -m bench.peers install {peer.name}"
    try:
        limit_s = _length_s(job.wav) + len(job.outs) + GIVEN_UP_S + LOADING_S
    except (OSError, EOFError, wave.Error) as problem:
        return f"{job.wav}: {problem}"
    command = [str(environment.python), "-m", peer.driver, job.to_json()]
    with tempfile.TemporaryFile() as log:
        # Ctrl-C on our terminal must not reach it; we stop the whole group ourselves.
        driver = subprocess.Popen(
            command, stdout=log, stderr=log, env=_surroundings(job), start_new_session=True
        )
        try:
            status = driver.wait(limit_s)
        except subprocess.TimeoutExpired:
            return f"no end within {limit_s:.0f} s"
        finally:
            _stop_group(driver)
        log.seek(0)
        said = last_words(log.read().decode(errors="replace"))
    return (said or f"ended with status {status}") if status else ""


def _surroundings(job: Job) -> dict[str, str]:
    """Nothing is fetched, and libraries that are not told otherwise use as many threads."""
    threads = str(len(job.cores))
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "OMP_NUM_THREADS": threads,
        "HF_HUB_OFFLINE": "1",
    }


def _length_s(path: str) -> float:
    with wave.open(path, "rb") as wav:
        return wav.getnframes() / wav.getframerate()


def _stop_group(driver: "subprocess.Popen[bytes]") -> None:
    """Ask all its processes to end, then make them."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(driver.pid, number)
        except ProcessLookupError:
            return
        try:
            driver.wait(STOPPING_S)
        except subprocess.TimeoutExpired:
            continue
