"""When a word is promised: the rules that Dragoman has, on the same talks, with the same weights.

Agreement of hypotheses asks how likely a word is to stay. The other two ask besides which sound the
decoder looked at: with CTranslate2 after it decoded everything (`attention`), with torch while it
decodes, so that it stops where the sound ends (AlignAtt). On a simulated clock on which every pass
takes equally long, so that the rules are compared and not the engines; what the engines take is
told beside it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import click
from rich.table import Table

from audio_io.vad import create_detector
from bench.engines import read_settings
from bench.forced import Aligner
from bench.marks import Marks, mark
from bench.material import Material
from bench.one_line import said_in_one_line
from bench.our_trace import trace_of
from bench.report import report_console
from bench.simulated import simulate, voice
from bench.truth import truth_of
from configs.errors import MissingPart
from model_store.store import ModelStore
from translators.recognize import Recognizer
from translators.registry import EngineContext, backend

__all__ = ["RULES", "Rule", "Tried"]

TIMING_MODEL = "whisper-base"


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to promise words."""

    title: str
    engine: str
    options: tuple[tuple[str, Any], ...] = ()
    settings: tuple[str, ...] = ()


WITHOUT = (("attention", False),)

RULES = (
    Rule("agreement, 0.90", "faster_whisper", WITHOUT, ("streaming.certainty=0.90",)),
    Rule("agreement, 0.95", "faster_whisper", WITHOUT, ("streaming.certainty=0.95",)),
    Rule("agreement, 0.975", "faster_whisper", WITHOUT),
    Rule("agreement, 0.98", "faster_whisper", WITHOUT, ("streaming.certainty=0.98",)),
    Rule("attention as evidence, 0.975", "faster_whisper"),
    Rule("AlignAtt as evidence, 0.975", "transformers_whisper"),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule on one talk."""

    marks: Marks
    cpu_per_s: float
    passes: int


@contextmanager
def _engine(rule: Rule, store: ModelStore, model: str) -> Iterator[Recognizer]:
    context = EngineContext(store, 1, "cpu")
    maker = backend("recognize", rule.engine)
    recognizer: Recognizer = maker.create({"model": model, **dict(rule.options)}, context)
    try:
        yield recognizer
    finally:
        recognizer.close()


def _try(
    rule: Rule, material: Material, model: str, language: str, pass_s: float, out: Path
) -> list[Tried]:
    config, store = read_settings([f"recognize.language={language}", *rule.settings])
    aligner = Aligner(store.ensure(TIMING_MODEL), threads=1)
    found = []
    with _engine(rule, store, model) as recognizer:
        for spoken in material.talks(language):
            samples = spoken.talk.samples
            voiced = voice(samples, create_detector(config.audio.vad))
            done = simulate(samples, voiced, recognizer, config, cost=lambda *_: pass_s)
            truth = truth_of(spoken.clean, aligner, out / ".truth")
            marks = mark(trace_of(done.events), truth)
            found.append(Tried(marks, done.cpu_s / truth.duration_s, done.passes))
    return found


def _row(rule: Rule, tried: Sequence[Tried]) -> tuple[str, ...]:
    words = sum(one.marks.errors.words for one in tried)
    wrong = sum(one.marks.errors.errors for one in tried)
    settled = [one.marks.latency.settled for one in tried if one.marks.latency.settled]
    shown = [one.marks.latency.shown for one in tried if one.marks.latency.shown]
    return (
        rule.title,
        f"{100 * wrong / words:.1f}",
        f"{fmean(one.mean_s for one in settled):.2f}",
        f"{fmean(one.p95_s for one in settled):.2f}",
        f"{fmean(one.mean_s for one in shown):.2f}",
        f"{fmean(one.marks.erasure for one in tried):.2f}",
        f"{fmean(one.cpu_per_s for one in tried):.2f}",
    )


@click.command(context_settings={"show_default": True})
@click.option("--seeds", default="1,2,3", help="One talk for each.")
@click.option("--seconds", default=120.0, help="Length of a talk.")
@click.option("--snr", default=30.0, help="Speech over noise, in decibels.")
@click.option("--model", default="whisper-tiny.en")
@click.option("--language", default="en")
@click.option("--pass-s", default=0.2, help="What every pass takes, on the simulated clock.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out", "rules"))
def main(
    seeds: str, seconds: float, snr: float, model: str, language: str, pass_s: float, out: Path
) -> None:
    """Compare the rules by which words are promised."""
    console = report_console()
    table = Table(title=f"{model}, passes of {pass_s} s, means over talks", title_justify="left")
    for column in ("rule", "errors, %", "promised, s", "p95", "shown, s", "erasure", "CPU"):
        table.add_column(column, justify="left" if column == "rule" else "right")
    material = Material(tuple(int(seed) for seed in seeds.split(",")), seconds, (snr,))
    with said_in_one_line():
        for rule in RULES:
            try:
                row = _row(rule, _try(rule, material, model, language, pass_s, out))
            except MissingPart as error:
                console.print(f"{rule.title}: {error}", markup=False)
                continue
            console.print(" · ".join(row), markup=False, highlight=False)
            table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    main()
