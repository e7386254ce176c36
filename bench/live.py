"""A talk, streamed through the command line in real time, and what came of it."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.child import ChildRun, run_child
from bench.reading import read_events
from bench.sound import write_wav
from bench.talk import Talk
from configs.errors import DragomanError, OutputError
from streaming.events import Event
from translators.translate import Pair

__all__ = ["Live", "RunFailed", "caption", "interpret", "run_dragoman"]


class RunFailed(DragomanError):
    """The program said what is wrong and ended; this carries its exit status on."""

    def __init__(self, exit_status: int) -> None:
        self.exit_status = exit_status
        super().__init__(f"dragoman ended with status {exit_status}")


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """What a run left behind."""

    run: ChildRun
    events: tuple[Event, ...]
    out: Path
    """The folder with the talk, its text, the events, the captions and the speech."""


def interpret(
    talk: Talk, pair: Pair, out: Path, *, settings: Sequence[str] = (), quiet: bool = False
) -> Live:
    """`dragoman interpret` on the talk. Raises `OutputError`, `RunFailed`."""
    options = ["--from", pair.source, "--to", pair.target]
    return _stream("interpret", talk, out, options, settings, quiet=quiet)


def caption(talk: Talk, out: Path, *, settings: Sequence[str] = (), quiet: bool = False) -> Live:
    """`dragoman captions` on the talk, in a language it is not told. Raises as `interpret`."""
    return _stream("captions", talk, out, ["--language", "auto"], settings, quiet=quiet)


def run_dragoman(
    arguments: Sequence[str], settings: Sequence[str] = (), *, quiet: bool = False
) -> ChildRun:
    """Run a command on this terminal, with changed settings. Raises `RunFailed`."""
    changed = [part for setting in settings for part in ("--set", setting)]
    command = [sys.executable, "-m", "dragoman", *arguments, *changed]
    run = run_child(command, quiet=quiet)
    if run.exit_status:
        raise RunFailed(run.exit_status)
    return run


def _stream(
    command: str,
    talk: Talk,
    out: Path,
    options: Sequence[str],
    settings: Sequence[str],
    *,
    quiet: bool,
) -> Live:
    wav = _write_talk(talk, out)
    where = ["--out", str(out), "--pace", "realtime", "--profile", "light"]
    run = run_dragoman([command, str(wav), *options, *where], settings, quiet=quiet)
    return Live(run, read_events(out / "events.jsonl"), out)


def _write_talk(talk: Talk, out: Path) -> Path:
    wav = out / "talk.wav"
    lines = [f"{one.start_s:7.2f} {one.end_s:7.2f}  {one.text}\n" for one in talk.passages]
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "talk.txt").write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise OutputError(str(out), error.strerror or str(error)) from error
    write_wav(wav, talk.samples)
    return wav
