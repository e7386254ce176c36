"""Live captions beside the camera: what a narration at five pictures a second costs them.

`python -m bench.beside FILM` streams one talk through `dragoman captions` twice in real time on two
processor cores: alone, and beside `dragoman narrate` on the film. It prints how long words and
finals took in both, and what the narration took. It takes twice the talk and some seconds.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from bench.child import stop_child
from bench.delays import Spread, caption_delays, emission_delays
from bench.one_line import said_in_one_line
from bench.ours import caption_live, pinned
from bench.prompts import find_prompts
from bench.reading import read_events
from bench.sound import write_wav
from bench.talk import Talk, make_talk
from bench.vision import table
from configs.errors import DragomanError
from streaming.events import Event, SceneDescription, Stats

__all__ = ["Beside", "Narrated", "main", "report"]

MODEL = "whisper-tiny.en"
FPS = 5.0
BEGINS_S = 30.0
"""So long a narration may take to load its engines."""
STOPPING_S = 10.0
POLL_S = 0.1
SAID = '"type":"scene"'


@dataclass(frozen=True, slots=True)
class Narrated:
    """What the narration beside it did."""

    utterances: int
    seen_p95_s: float
    """From the camera to the narrator's decision."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The delays of captions, alone and beside a narration."""

    words: tuple[Spread, Spread]
    finals: tuple[Spread, Spread]
    narrated: Narrated

    @property
    def slower(self) -> float:
        """How much longer the 95th percentile of a final takes beside the narration."""
        alone, beside = self.finals
        return beside.p95_s / alone.p95_s


def report(found: Beside) -> str:
    """A table in Markdown, and a line."""
    rows = []
    for what, (alone, beside) in (
        ("settled word", found.words),
        ("end of speech to final", found.finals),
    ):
        delays = (f"{each:.2f}" for each in (alone.p50_s, beside.p50_s, alone.p95_s, beside.p95_s))
        rows.append((what, *delays, f"{beside.p95_s / alone.p95_s:.2f}"))
    names = ("s", "alone, p50", "beside, p50", "alone, p95", "beside, p95", "p95 ratio")
    told = found.narrated
    line = (
        f"The narration said {told.utterances} things; a picture took "
        f"{told.seen_p95_s * 1000:.0f} ms (p95) to its decision."
    )
    return f"{table(names, rows)}\n\n{line}"


def _measure(
    film: Path, talk: Talk, out: Path, cores: Sequence[int], settings: Sequence[str]
) -> Beside:
    wav = out / "talk.wav"
    write_wav(wav, talk.samples)
    alone = _captions(wav, out / "alone", cores)
    with _narration(film, out / "narration", cores, settings):
        beside = _captions(wav, out / "beside", cores)
    return Beside(
        words=(_spread(emission_delays(alone)), _spread(emission_delays(beside))),
        finals=(_spread(caption_delays(alone, talk)), _spread(caption_delays(beside, talk))),
        narrated=_narrated(read_events(out / "narration" / "events.jsonl")),
    )


def _captions(wav: Path, out: Path, cores: Sequence[int]) -> Sequence[Event]:
    trace = caption_live(wav, MODEL, "en", out, cores=cores)
    if trace.error:
        raise DragomanError(f"captions failed: {trace.error}")
    return read_events(out / "events.jsonl")


@contextmanager
def _narration(
    film: Path, out: Path, cores: Sequence[int], settings: Sequence[str]
) -> Iterator[None]:
    """A narration that has begun, for as long as the block takes. It must not end before that."""
    out.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "dragoman", "narrate", "--video", str(film), "--out", str(out)),
        *("--profile", "light", "--offline", "--set", f"camera.fps={FPS:g}"),
        *(part for each in settings for part in ("--set", each)),
    ]
    with pinned(cores), (out / "log.txt").open("wb") as log:
        child = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_for(out / "events.jsonl", child)
        yield
        if child.poll() is not None:
            raise DragomanError(f"the narration ended before the captions; see {out}/log.txt")
        child.send_signal(signal.SIGINT)
        child.wait(STOPPING_S)
    finally:
        stop_child(child, STOPPING_S)


def _wait_for(events: Path, child: "subprocess.Popen[bytes]") -> None:
    until_s = time.monotonic() + BEGINS_S
    while time.monotonic() < until_s and child.poll() is None:
        if events.exists() and SAID in events.read_text(encoding="utf-8"):
            return
        time.sleep(POLL_S)
    raise DragomanError(f"the narration did not begin; see {events.parent}/log.txt")


def _spread(delays: Sequence[float]) -> Spread:
    spread = Spread.of(delays)
    if spread is None:
        raise DragomanError("no caption came of it")
    return spread


def _narrated(events: Sequence[Event]) -> Narrated:
    values = [event.value for event in events]
    stats = [value for value in values if isinstance(value, Stats)]
    begun = (value for value in values if isinstance(value, SceneDescription))
    return Narrated(
        utterances=sum(value.state == "started" for value in begun),
        seen_p95_s=stats[-1].latency["seen"]["p95_s"],
    )


@click.command("beside", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("film", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--seconds", type=click.FloatRange(5), default=60.0, help="Length of the talk.")
@click.option("--seed", type=int, default=1, help="Of the talk.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="For the narration.")
def main(film: Path, seconds: float, seed: int, settings: tuple[str, ...]) -> None:
    """Measure live captions alone, and beside a narration of FILM, which must be longer."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    with said_in_one_line(), tempfile.TemporaryDirectory() as folder:
        talk = make_talk(find_prompts("en").values(), seed=seed, seconds=seconds)
        found = _measure(film, talk, Path(folder), cores, settings)
        click.echo(report(found))


if __name__ == "__main__":
    main()
