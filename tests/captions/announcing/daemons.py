"""Speech Dispatcher and BRLTTY, run for a test; and a braille display of software."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

PATIENCE_S = 15.0
_SPEECHD = """
LogLevel 1
DefaultLanguage "en"
AudioOutputMethod "libao"
AddModule "shell" "sd_generic" "shell.conf"
DefaultModule shell
"""
_SHELL = """
GenericExecuteSynth "echo '$DATA' >> {heard}; sleep {seconds}"
GenericLanguage "en" "en" "utf-8"
GenericLanguage "de" "de" "utf-8"
AddVoice "en" "MALE1" "x"
AddVoice "de" "MALE1" "x"
DefaultVoice "x"
GenericDelimiters "."
GenericMaxChunkLength 500
"""


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for another process, as short as can be."""
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s, what
        time.sleep(0.01)


@contextmanager
def speech_dispatcher(folder: Path, *, seconds: float) -> Iterator[Path]:
    """Its socket. Each sentence is written to `folder/heard` and lasts this long."""
    program = shutil.which("speech-dispatcher")
    if program is None:
        pytest.skip("speech-dispatcher is not installed: apt-get install speech-dispatcher")
    (folder / "modules").mkdir()
    (folder / "speechd.conf").write_text(_SPEECHD)
    shell = _SHELL.format(heard=folder / "heard", seconds=seconds)
    (folder / "modules/shell.conf").write_text(shell)
    path = folder / "s.sock"
    process = subprocess.Popen(
        [
            program,
            *("-s", "-t", "0", "-c", "unix_socket", "-S", path),
            *("-C", folder, "-L", folder, "-P", folder / "pid"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until(lambda: path.exists() and _listens(path), "speech-dispatcher does not start")
        yield path
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # its module, and what that speaks with, too
        process.wait(PATIENCE_S)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


class VirtualDisplay:
    """A braille display in software: keeps every text that BRLTTY shows on it."""

    def __init__(self, cells: int, port: int) -> None:
        self.shown: list[str] = []
        self._changed = threading.Condition()
        self._port = port
        self._cells = cells
        threading.Thread(target=self._run, daemon=True).start()

    def wait_for(self, text: str) -> None:
        """Come back once this is shown."""
        with self._changed:
            seen = self._changed.wait_for(lambda: text in self.shown, PATIENCE_S)
        assert seen, f"{text!r} is not in {self.shown}"

    def _run(self) -> None:
        end_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < end_s:
            try:
                connection = socket.create_connection(("127.0.0.1", self._port))
                break
            except OSError:
                time.sleep(0.01)
        with connection, connection.makefile("rb") as lines:
            connection.sendall(f"cells {self._cells}\n".encode())
            for line in lines:
                if line.startswith(b"Visual "):
                    with self._changed:
                        self.shown.append(line.decode()[8:-2].rstrip())
                        self._changed.notify_all()


@contextmanager
def brltty(folder: Path, *, cells: int) -> Iterator[tuple[str, VirtualDisplay]]:
    """Where BrlAPI listens, and what is on the display."""
    program = shutil.which("brltty")
    if program is None:
        pytest.skip("BRLTTY is not installed: apt-get install brltty libbrlapi0.8")
    port = free_port()
    api = 20 + free_port() % 1000  # BrlAPI counts its ports from 4101
    process = subprocess.Popen(
        [
            program,
            *("-n", "-q", "-f", "/dev/null", "-x", "no", "-s", "no"),
            *("-b", "vr", "-d", f"server:127.0.0.1:{port}"),
            *("-A", f"host=127.0.0.1:{api},auth=none"),
            *("-P", folder / "pid", "-U", folder, "-W", folder, "-L", folder / "log"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    display = VirtualDisplay(cells, port)
    try:
        until(lambda: bool(display.shown), "BRLTTY does not find its display")
        yield f"127.0.0.1:{api}", display
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
