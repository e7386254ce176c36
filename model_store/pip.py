"""Let pip fetch wheels, so that the user's index, proxy and credentials hold.

pip's own time limit is for one connection, and looking up a name has none. So pip is watched: it
talks about every step and its temporary files grow while bytes come; when neither happens, it waits
for somebody who does not answer.
"""

import errno
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

from model_store.fetch import SourceDown, SourceFailure

__all__ = ["download_wheels"]

_START_S = 60.0
"""How long Python may take to load pip, on a busy machine; no network is involved yet."""
_STALL_S = 30.0
"""How long a download that has begun may stand still."""
_POLL_S = 0.05
_UNREACHED = ("connection error:", "timed out", "Failed to establish")
_ANSWERED = ' HTTP/1.1" '
"""Part of the line that pip has for every answer of a server."""


def download_wheels(
    packages: Sequence[str],
    *,
    platform: str,
    folder: Path,
    timeout_s: float,
    tell: Callable[[int], None],
) -> None:
    """Put the wheels into `folder`, which is made and is used for pip's temporary files too."""
    if importlib.util.find_spec("pip") is None:
        raise SourceFailure(f"pip is missing here; run: {sys.executable} -m ensurepip")
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    run = _Run(_command(packages, platform, folder, timeout_s), folder)
    run.watch(timeout_s, tell)
    run.judge()


def _command(
    packages: Sequence[str], platform: str, folder: Path, timeout_s: float
) -> tuple[str, ...]:
    # pip gets a little less than all the time, so that it can go on to a further index itself.
    return (
        *(sys.executable, "-m", "pip", "download", *packages),
        *("--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"),
        *("--disable-pip-version-check", "--progress-bar=off", "-vv"),
        *("--retries", "0", "--timeout", f"{timeout_s * 0.8:g}", "--dest", str(folder)),
        *(("--platform", platform) if platform else ()),
    )


class _Run:
    """A pip at work."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._folder = folder
        self._lines: list[str] = []
        self._process = subprocess.Popen(
            command,
            env={**os.environ, "TMPDIR": str(folder / "tmp")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            for line in stream:
                self._lines.append(line.strip())

    def watch(self, timeout_s: float, tell: Callable[[int], None]) -> None:
        """Wait until pip ends; `SourceDown` when it waits too long for somebody."""
        seen = (0, 0)
        since = time.monotonic()
        try:
            while not self._ended():
                now = (len(self._lines), _bytes_in(self._folder))
                if now != seen:
                    seen, since = now, time.monotonic()
                    tell(now[1])
                elif time.monotonic() - since > self._patience(timeout_s, seen):
                    raise SourceDown(f"no answer within {timeout_s:g} s")
        finally:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._reader.join()

    def _ended(self) -> bool:
        try:
            self._process.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            return False
        return True

    @staticmethod
    def _patience(timeout_s: float, seen: tuple[int, int]) -> float:
        lines, received = seen
        if received:
            return max(_STALL_S, timeout_s)
        return timeout_s if lines else _START_S

    def judge(self) -> None:
        """Say why pip failed, if it did, in the words of its last error line."""
        if self._process.returncode == 0:
            return
        errors = [line for line in self._lines if line.startswith("ERROR:")]
        if self._said(os.strerror(errno.ENOSPC)):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        said = errors[-1].removeprefix("ERROR:").strip() if errors else (self._lines or [""])[-1]
        if self._said(*_UNREACHED) and not self._said(_ANSWERED):
            raise SourceDown(f"not reached; {said}")
        raise SourceFailure(said or f"pip ended with status {self._process.returncode}")

    def _said(self, *signs: str) -> bool:
        return any(sign in line for line in self._lines for sign in signs)


def _bytes_in(folder: Path) -> int:
    total = 0
    # pip makes and removes folders while this looks; `os.walk` passes over what is gone.
    for root, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".whl"):
                with suppress(FileNotFoundError):
                    total += (Path(root) / name).stat().st_size
    return total
