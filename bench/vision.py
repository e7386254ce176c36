"""What the camera's engines see and read, and what each stage costs.

`python -m bench.vision --pictures FOLDER --films FOLDER` prints tables: for each picture what is
detected and read; for each stage the time and the processor time of a picture, on one thread, over
the films at the camera's rate. Nothing plays in real time: this is the cost, not the delay.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from bench.engines import read_settings
from translators.colours import colour_of
from translators.describe import Detector, Reader
from translators.registry import EngineContext
from translators.sight import create_detector, create_reader
from video_io.frame import VideoFrame
from video_io.gate import ChangeGate
from video_io.source import open_film
from video_io.still import read_picture

__all__ = ["Cost", "main", "table"]

_PICTURES = (".jpg", ".jpeg", ".png", ".webp")
_FILMS = (".mp4", ".mkv", ".webm")
READ = "read"
_READ_EVERY = 25
"""Text is read when something new is seen or somebody asks, not in each picture."""

_MOST = 150
"""Pictures of each film: half a minute at five a second, 150 MB."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one stage cost, of each picture it saw."""

    stage: str
    wall_ms: tuple[float, ...]
    cpu_ms: tuple[float, ...]

    def row(self, fps: float) -> tuple[str, ...]:
        """Name, pictures, median and 95th percentile of time, processor time, share of a core."""
        middle, late = np.percentile(self.wall_ms, [50, 95])
        cpu = float(np.mean(self.cpu_ms))
        share = "" if self.stage == READ else f"{cpu * fps / 10:.0f} %"
        times = f"{middle:.1f}", f"{late:.1f}", f"{cpu:.1f}"
        return (self.stage, str(len(self.wall_ms)), *times, share)


class _Meter:
    """Measures calls by stage."""

    def __init__(self) -> None:
        self._wall: dict[str, list[float]] = {}
        self._cpu: dict[str, list[float]] = {}

    def run(self, stage: str, work: Callable[[], _T]) -> _T:
        wall_s, cpu_s = time.perf_counter(), _cpu_s()
        result = work()
        self._cpu.setdefault(stage, []).append((_cpu_s() - cpu_s) * 1000)
        self._wall.setdefault(stage, []).append((time.perf_counter() - wall_s) * 1000)
        return result

    def costs(self) -> Iterator[Cost]:
        for stage, wall_ms in self._wall.items():
            yield Cost(stage, tuple(wall_ms), tuple(self._cpu[stage]))


def _cpu_s() -> float:
    """Processor time of this process and of the programs it has run."""
    used = os.times()
    return time.process_time() + used.children_user + used.children_system


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (names, *rows)]
    return "\n".join([lines[0], "|---" * len(names) + "|", *lines[1:]])


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in endings)


def _what_is_seen(folder: Path, detector: Detector, reader: Reader) -> str:
    rows = []
    for path in _files(folder, _PICTURES):
        frame = read_picture(str(path))
        seen = [
            f"{box.label} {box.score:.2f}{'' if box.score >= detector.traits.sure_from else ' ?'} "
            f"at {box.centre[0]:.2f}, {colour_of(frame, box).name or 'no colour'}"
            for box in detector.detect(frame)
        ]
        text = [f"“{text.text}”" for text in reader.read(frame)]
        rows.append((path.name, "; ".join(seen) or "nothing", ", ".join(text)))
    return table(("picture", "seen (label, score, middle from the left, colour)", "read"), rows)


async def _frames(path: Path, fps: float) -> list[VideoFrame]:
    source = open_film(str(path), fps=fps, pace="fast")
    found: list[VideoFrame] = []
    async for item in source:
        if isinstance(item, VideoFrame):
            found.append(item)
        if len(found) == _MOST:
            break
    await source.aclose()
    return found


def _stages(frames: Sequence[VideoFrame], detector: Detector, reader: Reader) -> tuple[_Meter, int]:
    meter, gate, looks = _Meter(), ChangeGate(), 0
    for number, frame in enumerate(frames):
        glance = meter.run("change gate", partial(gate.push, frame))
        looks += glance.look
        boxes = meter.run("detect", partial(detector.detect, frame))
        if boxes:
            meter.run("colour of a thing", partial(colour_of, frame, boxes[0]))
        if number % _READ_EVERY == 0:
            meter.run(READ, partial(reader.read, frame))
    return meter, looks


def _what_it_costs(folder: Path, fps: float, detector: Detector, reader: Reader) -> Iterator[str]:
    names = ("stage", "pictures", "median ms", "p95 ms", "processor ms", f"of a core at {fps:g}/s")
    for path in _files(folder, _FILMS):
        wall_s, cpu_s = time.perf_counter(), _cpu_s()
        frames = asyncio.run(_frames(path, fps))
        wall_ms, cpu_ms = (
            (time.perf_counter() - wall_s) * 1000,
            (_cpu_s() - cpu_s) * 1000,
        )
        meter, looks = _stages(frames, detector, reader)
        decoding = Cost("decode", (wall_ms / len(frames),), (cpu_ms / len(frames),))
        rows = [cost.row(fps) for cost in (decoding, *meter.costs())]
        height, width = frames[0].rgb.shape[:2]
        yield f"{path.name}: {width} x {height}, {len(frames)} pictures, {looks} worth a look"
        yield table(names, rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.vision", description=__doc__)
    parser.add_argument("--pictures", type=Path, help="folder of photographs")
    parser.add_argument("--films", type=Path, help="folder of films")
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args(arguments)
    config, store = read_settings(given.settings)
    context = EngineContext(store)
    detector = create_detector(config.detect, context, print)
    reader = create_reader(config.read, context, print)
    print(f"detect: {detector.traits.name}, read: {reader.traits.name}\n")
    if given.pictures:
        print(_what_is_seen(given.pictures, detector, reader), end="\n\n")
    if given.films:
        for part in _what_it_costs(given.films, config.camera.fps, detector, reader):
            print(part, end="\n\n")


if __name__ == "__main__":
    main()
