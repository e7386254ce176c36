"""What a benchmark found, as a file: everything that tables, plots and pages are made from."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from configs.errors import DragomanError, OutputError

__all__ = ["Machine", "Results", "Run", "read_results", "this_machine", "write_results"]


@dataclass(frozen=True, slots=True)
class Machine:
    """What it ran on."""

    processor: str
    cores: int
    """Those that the systems were kept on."""
    memory_gb: float
    system: str
    python: str


@dataclass(frozen=True, slots=True)
class Run:
    """One system on one talk."""

    system: str
    title: str
    """What people call it, with its version."""
    language: str
    model: str
    talk: str
    talk_s: float
    figures: dict[str, float]
    """By key; `bench.figures` knows what they are."""
    words: tuple[tuple[float, float, float], ...] = ()
    """Each word rightly heard: when it ended; until it was promised; until it was shown; s."""
    usage: tuple[tuple[float, float, float], ...] = ()
    """Wall time, processor time so far, memory in MB."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """One benchmark."""

    name: str
    date: str
    command: str
    machine: Machine
    runs: tuple[Run, ...]
    note: str = ""
    """What a reader should know: that it was stopped, for one."""


def this_machine(cores: Sequence[int]) -> Machine:
    """Read from the system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return Machine(
        processor=_processor(Path("/proc/cpuinfo")),
        cores=len(cores),
        memory_gb=round(memory, 1),
        # Behind the numbers is who built the kernel, which tells nobody anything.
        system=f"{platform.system()} {platform.release().partition('-')[0]}",
        python=platform.python_version(),
    )


def write_results(results: Results, folder: Path) -> Path:
    """Write `NAME.json`; the last state of a file is kept until the new one is whole."""
    path = folder / f"{results.name}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(asdict(results), ensure_ascii=False) + "\n", encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from error
    return path


def read_results(path: Path) -> Results:
    """What `write_results` wrote. Raises `DragomanError` where it is not that."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        machine = Machine(**body.pop("machine"))
        runs = tuple(_run(row) for row in body.pop("runs"))
        return Results(machine=machine, runs=runs, **body)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DragomanError(f"{path} does not hold results: {error}") from error


def _run(row: dict[str, Any]) -> Run:
    return Run(**{**row, **{key: tuple(map(tuple, row[key])) for key in ("words", "usage")}})


def _processor(cpuinfo: Path) -> str:
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
