"""Hours of speech on a simulated clock: does memory grow, does the delay, is a sentence lost?

An hour takes as long as its passes do, and its delays are those of a machine that does nothing
else. Events leave the process as they are made, as they do in use.
"""

import time
from collections.abc import Collection
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from audio_io.chunk import Samples
from audio_io.vad import create_detector
from bench.engines import open_recognizer, read_settings
from bench.forced import Aligner
from bench.marks import Marks, mark
from bench.one_line import said_in_one_line
from bench.our_trace import trace_of
from bench.prompts import Prompt, find_prompts
from bench.reading import read_events
from bench.report import report_console
from bench.simulated import Simulation, chunks
from bench.talk import Talk, join_talks, make_talk
from bench.trace import Usage
from bench.truth import truth_of
from configs.schema import Config
from dragoman.machine import give_memory_back
from streaming.listener import Listener
from streaming.metrics import memory_mb
from translators.recognize import Recognizer

__all__ = ["stream_to_file"]

USAGE_EVERY_S = 10.0
SAID_EVERY_S = 300.0


def stream_to_file(
    samples: Samples, recognizer: Recognizer, config: Config, path: Path, console: Console
) -> tuple[Usage, ...]:
    """Stream float32[n] at 16 kHz; its events go into a file, what it used is returned.

    The times of the usage are media times.
    """
    detector = create_detector(config.audio.vad)
    stream = Simulation(Listener(config), recognizer)
    usage: list[Usage] = []
    began_s, said_s = time.process_time(), 0.0
    with path.open("w", encoding="utf-8") as file:
        for chunk in chunks(samples):
            stream.hear(chunk, detector.probability(chunk.samples))
            file.writelines(event.to_json() + "\n" for event in stream.take())
            if not usage or chunk.end_s >= usage[-1].elapsed_s + USAGE_EVERY_S:
                usage.append(Usage(chunk.end_s, time.process_time() - began_s, memory_mb()))
            if chunk.end_s >= said_s + SAID_EVERY_S:
                said_s = chunk.end_s
                console.print(f"{said_s / 60:.0f} min: {memory_mb():.0f} MB", highlight=False)
        done = stream.finish()
        file.writelines(event.to_json() + "\n" for event in done.events)
    return tuple(usage)


def _long_talk(
    prompts: Collection[Prompt], seed: int, seconds: float, snr_db: float | None
) -> Talk:
    """Talks of other seeds follow when all prompts were said."""
    talks: list[Talk] = []
    left_s = seconds
    while left_s > 0:
        talks.append(make_talk(prompts, seed=seed + len(talks), seconds=left_s, snr_db=snr_db))
        left_s -= talks[-1].duration_s
    return join_talks(talks)


def _table(marks: Marks, title: str) -> Table:
    table = Table("", "", title=title, title_justify="left", show_header=False)
    settled, drift, used = marks.latency.settled, marks.drift, marks.resources
    lost = marks.losses
    table.add_row("word error rate, %", f"{100 * marks.errors.rate:.1f}")
    table.add_row("words lost in rows of four and more · doubled", f"{lost.lost} · {lost.doubled}")
    if settled is not None:
        table.add_row(
            "promised word, mean · p50 · p95 s",
            f"{settled.mean_s:.2f} · {settled.p50_s:.2f} · {settled.p95_s:.2f}",
        )
    if drift is not None:
        table.add_row(
            "p95 of promised words, first · last ten minutes, s",
            f"{drift.first_p95_s:.2f} · {drift.last_p95_s:.2f}",
        )
    table.add_row("normalized erasure", f"{marks.erasure:.2f}")
    if used is not None:
        table.add_row("processor seconds for a second of sound", f"{used.cpu_per_s:.2f}")
        table.add_row("growth of memory after minute 5, MB", f"{used.growth_mb:.1f}")
    return table


@click.command(context_settings={"show_default": True})
@click.option("--minutes", type=click.FloatRange(1), default=60.0)
@click.option("--seed", default=1)
@click.option("--snr", default=30.0, help="Speech over noise, in decibels.")
@click.option("--model", default="whisper-tiny.en")
@click.option("--language", default="en")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out", "long"))
def main(minutes: float, seed: int, snr: float, model: str, language: str, out: Path) -> None:
    """Caption a long talk on a simulated clock, and see whether it stays as good as it began."""
    console = report_console()
    give_memory_back()
    with said_in_one_line():
        config, store = read_settings([f"recognize.language={language}"])
        prompts = find_prompts(language).values()
        clean = _long_talk(prompts, seed, 60 * minutes, None)
        truth = truth_of(clean, Aligner(store.ensure(model)), out / "truth")
        noisy = _long_talk(prompts, seed, 60 * minutes, snr)
        path = out / "events.jsonl"
        with open_recognizer(config, store, model) as recognizer:
            usage = stream_to_file(noisy.samples, recognizer, config, path, console)
        marks = mark(trace_of(read_events(path), usage=usage), truth)
    console.print(_table(marks, f"{truth.duration_s / 60:.0f} minutes, {model}, simulated clock"))


if __name__ == "__main__":
    main()
