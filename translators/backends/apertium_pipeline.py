"""A pair's Apertium programs, kept running and fed one text at a time.

A mode file of Apertium is a shell pipeline. Its stages are started here without a shell, so that
each process is known and can be ended. All of them flush when they read NUL: a request is a text
and a NUL, and its answer is what comes out up to the next NUL.
"""

import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from configs.errors import EngineError

__all__ = ["Pipeline", "PipelineError", "escape", "stages", "unescape"]

Clock = Callable[[], float]

# What has a meaning in Apertium's stream travels as a private character, which every stage takes
# for a sign that it does not know. Backslashes would be its own way, but the last stage swallows
# `~` all the same, and a text that ends in an escaped `^` is never answered.
_SHELTER = {ord(sign): 0xE000 + ord(sign) for sign in "[]{}^$/\\@<>~"}
_RETURN = {private: sign for sign, private in _SHELTER.items()}
# lt-proc hangs on a word with nothing after it, so every request ends in an empty blank. It comes
# out again behind the answer, and proves that nothing was cut off.
_END = "[]\n"
_CHUNK_BYTES = 65_536


class PipelineError(EngineError):
    """A stage ended, or gave no answer in time; the pipeline is of no more use."""


def escape(text: str) -> str:
    """Plain text as Apertium's stream format: what has a meaning there loses it."""
    return text.translate(_SHELTER)


def unescape(stream: str) -> str:
    """Apertium's stream format as plain text."""
    return stream.translate(_RETURN)


def stages(mode: str) -> list[list[str]]:
    """The commands of a mode file's text, each told to flush on NUL.

    `$1` is how the generator writes unknown words: `-n` leaves out the marks. `$2` is empty.
    """
    commands: list[list[str]] = [[]]
    for word in shlex.split(mode, comments=True):
        if word == "|":
            commands.append([])
        elif word != "$2":
            commands[-1].append("-n" if word == "$1" else word)
    return [_flushing(command) for command in commands]


def _flushing(command: list[str]) -> list[str]:
    """`-z` goes behind the other switches: apertium-tagger does not take it in front of `-g`."""
    files = next((i for i, word in enumerate(command) if i and word[0] != "-"), len(command))
    return [*command[:files], "-z", *command[files:]]


class Pipeline:
    """The running processes of one direction. Not for two threads at once."""

    def __init__(self, commands: Sequence[Sequence[str]], clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._stages: list[subprocess.Popen[bytes]] = []
        try:
            for command in commands:
                self._start(command)
        except OSError as error:
            self.close()
            raise EngineError(f"cannot start {error.filename}: {error.strerror}") from error
        self._input, self._output = self._stages[0].stdin, self._stages[-1].stdout
        assert self._input
        assert self._output
        os.set_blocking(self._input.fileno(), False)

    @classmethod
    def of_mode(cls, path: Path) -> "Pipeline":
        """Start the stages of a mode file."""
        return cls(stages(path.read_text(encoding="utf-8")))

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids, from the first stage to the last."""
        return tuple(stage.pid for stage in self._stages)

    def ask(self, text: str, timeout_s: float) -> str:
        """The answer to plain text without NUL; raises `PipelineError`."""
        request = (escape(text) + _END).encode() + b"\0"
        answer = self._exchange(request, self._clock() + timeout_s).decode(errors="replace")
        if not answer.endswith(_END):
            # the stages behind a dead one take the end of their input for the end of the text
            raise PipelineError(f"ended ({self._obituary()})")
        return unescape(answer.removesuffix(_END))

    def close(self) -> None:
        """End all stages and wait for them. May be called again."""
        for stage in self._stages:
            stage.kill()
        for stage in self._stages:
            stage.wait()
            for pipe in (stage.stdin, stage.stdout):
                if pipe:
                    # unbuffered, so that closing writes nothing and cannot fail
                    pipe.close()

    def _start(self, command: Sequence[str]) -> None:
        last = self._stages[-1].stdout if self._stages else None
        stage = subprocess.Popen(
            command,
            stdin=last or subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            # away from the terminal's process group: Ctrl-C is ours to handle
            start_new_session=True,
        )
        self._stages.append(stage)
        if last:
            # only the stages hold the pipe between them, so that the death of one reaches all
            last.close()

    def _exchange(self, request: bytes, deadline: float) -> bytes:
        """Write and read by turns: a long text fills the pipes in both directions."""
        assert self._input
        assert self._output
        left, answer = memoryview(request), b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._output, selectors.EVENT_READ)
            selector.register(self._input, selectors.EVENT_WRITE)
            while not answer.endswith(b"\0"):
                ready = selector.select(max(0.0, deadline - self._clock()))
                if not ready:
                    raise PipelineError("gave no answer in time")
                for key, _ in ready:
                    if key.fileobj is self._output:
                        answer += self._read()
                    elif left:
                        left = left[self._write(left) :]
                    else:
                        selector.unregister(self._input)
        return answer[:-1]

    def _read(self) -> bytes:
        assert self._output
        piece = os.read(self._output.fileno(), _CHUNK_BYTES)
        if not piece:
            raise PipelineError(f"ended ({self._obituary()})")
        return piece

    def _write(self, data: memoryview) -> int:
        assert self._input
        try:
            return os.write(self._input.fileno(), data[:_CHUNK_BYTES])
        except BlockingIOError:
            return 0
        except BrokenPipeError as error:
            raise PipelineError(f"ended ({self._obituary()})") from error

    def _obituary(self) -> str:
        """Which stage died first, as far as that can be told."""
        dead = [stage for stage in self._stages if stage.poll() not in (None, 0)]
        culprit = next((stage for stage in dead if stage.returncode != -signal.SIGPIPE), None)
        if culprit is None:
            return "a stage closed its output"
        name = Path(str(culprit.args[0] if isinstance(culprit.args, list) else culprit.args)).name
        return f"{name}, status {culprit.returncode}"
