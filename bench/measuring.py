"""Runs systems on talks, one after the other, and scores what they showed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.figures import figures
from bench.logs import write_logs
from bench.marks import Marks, mark
from bench.one_pass import one_pass_errors
from bench.ours import NAME, caption_live
from bench.peers.registry import find_peer
from bench.peers.runner import run_peer
from bench.results import Results, Run, this_machine, write_results
from bench.stages import Plan, Stage, stages
from bench.trace import Trace, write_trace

__all__ = ["perform"]

ONE_PASS = "one-pass"


def perform(plan: Plan, console: Console) -> Results:
    """Run everything, one after the other; each result is written as soon as it is there.

    Ctrl-C ends it with what was measured so far. Raises `DragomanError`.
    """
    results = Results(
        plan.name, time.strftime("%Y-%m-%d"), plan.command, this_machine(plan.cores), ()
    )
    try:
        for stage in stages(plan):
            for system in (ONE_PASS, *plan.systems):
                run = _run(plan, stage, system, console)
                results = replace(results, runs=(*results.runs, run))
                write_results(results, plan.out)
    except KeyboardInterrupt:
        results = replace(results, note="It was stopped before its end.")
        write_results(results, plan.out)
    return results


def _run(plan: Plan, stage: Stage, system: str, console: Console) -> Run:
    run = Run(
        system=system,
        title=_title(system),
        language=stage.talk.language,
        model=stage.model,
        talk=stage.wav.stem,
        talk_s=stage.talk.duration_s,
        figures={},
    )
    with _progress(console, f"{run.talk}: {run.title}"):
        if system == ONE_PASS:
            errors = one_pass_errors(stage.talk, stage.model_folder, threads=len(plan.cores))
            done = replace(run, figures={"wer": errors.rate})
        else:
            done = _scored(run, _traced(plan, stage, system), stage, plan)
    console.print(f"{run.talk}: {run.title}: {_summary(done)}", markup=False, highlight=False)
    return done


def _traced(plan: Plan, stage: Stage, system: str) -> Trace:
    folder = plan.out / plan.name / stage.wav.stem / system
    out = folder / "trace.json"
    language = stage.talk.language
    if system != NAME:
        folder.mkdir(parents=True, exist_ok=True)
        return run_peer(system, stage.wav, stage.model_folder, language, out, cores=plan.cores)
    trace = caption_live(
        stage.wav, stage.model, language, folder, cores=plan.cores, settings=plan.settings
    )
    write_trace(trace, out)
    return trace


def _scored(run: Run, trace: Trace, stage: Stage, plan: Plan) -> Run:
    """A system that failed has its error, and figures where it showed anything."""
    usage = tuple((one.elapsed_s, one.cpu_s, one.memory_mb) for one in trace.usage)
    failed = replace(run, usage=usage, error=trace.error)
    if trace.error and not trace.shown:
        return failed
    marks = mark(trace, stage.truth)
    write_logs(trace, stage.truth, plan.out / plan.name / stage.wav.stem / run.system / "logs")
    return replace(failed, figures=figures(marks), words=_words(marks))


def _words(marks: Marks) -> tuple[tuple[float, float, float], ...]:
    return tuple(
        (round(one.end_s, 3), round(one.settled_s, 3), round(one.shown_s, 3)) for one in marks.words
    )


def _title(system: str) -> str:
    if system == ONE_PASS:
        return "one pass, no hurry"
    if system == NAME:
        try:
            return f"Dragoman {version('dragoman')}"
        except PackageNotFoundError:
            return "Dragoman"
    peer = find_peer(system)
    return f"{peer.title} {peer.version}".strip()


def _summary(run: Run) -> str:
    if run.error:
        return f"failed: {run.error}"
    parts = [f"word error rate {run.figures['wer']:.1%}"]
    if "settled_mean" in run.figures:
        parts.append(f"a word is promised after {run.figures['settled_mean']:.2f} s on average")
    return ", ".join(parts)


@contextmanager
def _progress(console: Console, what: str) -> Iterator[None]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(what, total=None)
        yield
