"""A talk, streamed through `dragoman interpret` in real time, and what came of it."""

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

__all__ = ["Interpreted", "RunFailed", "interpret", "run_dragoman"]


class RunFailed(DragomanError):
    """The program said what is wrong and ended; this carries its exit status on."""

    def __init__(self, exit_status: int) -> None:
        self.exit_status = exit_status
        super().__init__(f"dragoman ended with status {exit_status}")


@dataclass(frozen=True, slots=True, eq=False)
class Interpreted:
    """What a run left behind."""

    run: ChildRun
    events: tuple[Event, ...]
    out: Path
    """The folder with the talk, its text, the events, the captions and the speech."""
    speech: Path


def interpret(
    talk: Talk,
    pair: Pair,
    out: Path,
    *,
    profile: str = "light",
    overrides: Sequence[str] = (),
    quiet: bool = False,
) -> Interpreted:
    """Write the talk to `out` and stream it. Raises `OutputError`, `RunFailed`."""
    wav = _write_talk(talk, out)
    run = run_dragoman(
        ["interpret", str(wav), "--from", pair.source, "--to", pair.target]
        + ["--out", str(out), "--pace", "realtime", "--profile", profile]
        + [part for setting in overrides for part in ("--set", setting)],
        quiet=quiet,
    )
    events = read_events(out / "events.jsonl")
    return Interpreted(run, events, out, out / f"speech.{pair.target}.wav")


def run_dragoman(arguments: Sequence[str], *, quiet: bool = False) -> ChildRun:
    """Run a command of Dragoman on this terminal. Raises `RunFailed`."""
    run = run_child([sys.executable, "-m", "dragoman", *arguments], quiet=quiet)
    if run.exit_status:
        raise RunFailed(run.exit_status)
    return run


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
