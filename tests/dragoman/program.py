"""Runs the program: in this process, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from click.testing import CliRunner, Result

from dragoman.cli import main
from streaming.events import Event
from tests.conftest import PROJECT
from tests.dragoman.with_fakes import fakes

FAKES = "tests.dragoman.with_fakes"
REAL = "dragoman"


def run(*arguments: str | Path) -> Result:
    """In this process, with fake engines."""
    with fakes():
        return CliRunner().invoke(main, [str(part) for part in arguments], catch_exceptions=False)


@dataclass
class Ended:
    status: int
    stdout: str
    stderr: str


@contextmanager
def started(
    *arguments: str | Path, module: str = FAKES, stdin: int | IO[bytes] = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[str]]:
    """In a process and a session of its own; killed at the end of the block if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=PROJECT,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "COLUMNS": "100"},
    )
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def ended(process: subprocess.Popen[str], timeout_s: float = 60.0) -> Ended:
    stdout, stderr = process.communicate(timeout=timeout_s)
    assert "Traceback" not in stderr, stderr
    return Ended(process.returncode, stdout, stderr)


def call(*arguments: str | Path, module: str = FAKES, timeout_s: float = 60.0) -> Ended:
    with started(*arguments, module=module) as process:
        return ended(process, timeout_s)


def lines_until(process: subprocess.Popen[str], text: str) -> list[str]:
    """Read standard output up to the line that contains the text."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if text in line:
            return seen
    raise AssertionError(f"{text!r} never came; {seen}")


def read_events(folder: Path) -> list[Event]:
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return [Event.from_json(line) for line in lines]
