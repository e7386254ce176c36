"""`python -m bench.encoder_lengths MODEL`: how few zeros a Whisper model's encoder bears.

Windows as the pipeline has them (single prompts, those cut off in the middle of the speech, several
joined, with and without noise) are decoded over inputs of different lengths. A pass that
does not stop by itself is done again over 30 s, as in use, and its cost counts. Printed are word
error rate, passes that did not stop, and cost against 30 s, and the line for `configs/models.toml`:
the cheapest lengths whose errors stay near those of 30 s.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import click
import numpy as np
from rich.table import Table

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from bench.one_line import said_in_one_line
from bench.prompts import Prompt, find_prompts
from bench.report import report_console
from bench.sound import read_samples, silence, trim, with_noise
from bench.words import normalize, word_errors
from configs.schema import ModelsConfig
from model_store.catalogue import EncoderLengths
from model_store.store import open_store
from translators.backends.faster_whisper import FasterWhisper
from translators.backends.whisper_ask import Ask
from translators.backends.whisper_folder import TRAINED_ON, find_model
from translators.backends.whisper_sound import encoded_s
from translators.recognize import Hypothesis, Window
from translators.registry import EngineContext

__all__ = ["Cell", "Measured", "Sample", "best", "cells", "samples"]

FILLED_UP_TO_S = (8.0, 10.0, 12.0, 14.0, 18.0)
LEAST_ZEROS_S = (2.0, 4.0, 6.0, 8.0)
EDGE_S = 0.3
"""Silence around the speech, as the segmenter leaves it."""
PAUSE_S = 0.35
NOISE_DB = 25.0
SHORT_S = (0.8, 8.5)
LONG_S = (9.0, 20.0)
CUT_AT = 0.6
"""Where the windows are cut that end in the middle of the speech."""
LEAST_WORDS = 4
"""Names and single words tell more about luck than about lengths."""
TOLERANCE = 0.003
"""Word error rate above that of 30 s which counts as none."""
MOST_UNSTOPPED = 0.02
"""Share of passes that may have to be done again."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A window and what is said in it."""

    samples: Samples
    language: str
    text: str | None
    """None where the window is cut off, so that nobody knows what a decoder should say."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One window over one length of input, a pass over 30 s included where that was needed."""

    errors: int
    """Words that were misheard; 0 where nobody knows what was said."""
    stopped: bool
    """The first pass ended by itself."""
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Cell:
    """What one choice of lengths gives over all windows."""

    lengths: EncoderLengths
    error_rate: float
    unstopped: float
    """Share of windows that were decoded again over 30 s."""
    cost: float
    """Processor time as a share of what 30 s take."""


class Measured(Protocol):
    """An engine whose encoder's input can be changed."""

    lengths: EncoderLengths
    passes: int
    """How many were made so far."""

    def recognize(self, window: Window) -> Hypothesis: ...


class CountingWhisper(FasterWhisper):
    """Counts its passes."""

    passes = 0

    def _decode(self, asks: Sequence[Ask]) -> list[Hypothesis]:
        self.passes += 1
        return super()._decode(asks)


def samples(prompts: Sequence[Prompt], *, count: int, seed: int) -> Iterator[Sample]:
    """`count` windows of one prompt, those cut off, and half as many of several prompts.

    Every second one has noise.
    """
    chance = random.Random(seed)
    long = [prompt for prompt in prompts if len(prompt.text.split()) >= LEAST_WORDS]
    pool = sorted(long, key=lambda prompt: prompt.id)
    chance.shuffle(pool)
    sounds = [(prompt, trim(read_samples(prompt.path))) for prompt in pool[: 3 * count]]
    short = [each for each in sounds if SHORT_S[0] <= _seconds(each[1]) <= SHORT_S[1]]
    groups = [[each] for each in short[:count]]
    groups += _joined(short, chance, count // 2)
    for number, group in enumerate(groups):
        sound = _around([sound for _, sound in group])
        if number % 2:
            sound = with_noise(sound, NOISE_DB, seed + number)
        language = group[0][0].language
        yield Sample(sound, language, " ".join(prompt.text for prompt, _ in group))
        if len(group) == 1:
            yield Sample(sound[: int(len(sound) * CUT_AT)], language, None)


def cells(engine: Measured, windows: Sequence[Sample]) -> list[Cell]:
    """Every choice of lengths; the last cell is what the model was trained on."""
    known: dict[tuple[int, float], Outcome] = {}
    choices = [EncoderLengths(up, zeros) for up in FILLED_UP_TO_S for zeros in LEAST_ZEROS_S]
    full = [_outcome(engine, known, number, one, TRAINED_ON) for number, one in enumerate(windows)]
    found: list[Cell] = []
    for lengths in (*choices, TRAINED_ON):
        outcomes = [
            _outcome(engine, known, number, one, lengths) for number, one in enumerate(windows)
        ]
        found.append(_cell(lengths, windows, outcomes, full))
    return found


def best(found: Sequence[Cell]) -> Cell:
    """The cheapest one that is as good as the last, or else the last itself."""
    trained = found[-1]
    good = [
        cell
        for cell in found
        if cell.error_rate <= trained.error_rate + TOLERANCE
        and cell.unstopped <= max(MOST_UNSTOPPED, trained.unstopped)
    ]
    return min(good, key=lambda cell: cell.cost)


def _outcome(
    engine: Measured,
    known: dict[tuple[int, float], Outcome],
    number: int,
    sample: Sample,
    lengths: EncoderLengths,
) -> Outcome:
    """Windows over an input of the same length need no second look."""
    key = (number, encoded_s(sample.samples, lengths))
    if key not in known:
        engine.lengths, engine.passes = lengths, 0
        began_s = time.process_time()
        heard = engine.recognize(Window(sample.samples, 0.0, sample.language))
        cpu_s = time.process_time() - began_s
        stopped = engine.passes == 1 and heard.complete
        known[key] = Outcome(_errors(sample, heard.text), stopped, cpu_s)
    return known[key]


def _cell(
    lengths: EncoderLengths,
    windows: Sequence[Sample],
    outcomes: Sequence[Outcome],
    full: Sequence[Outcome],
) -> Cell:
    words = sum(len(normalize(one.text or "", one.language).split()) for one in windows)
    return Cell(
        lengths=lengths,
        error_rate=sum(each.errors for each in outcomes) / max(1, words),
        unstopped=sum(not outcome.stopped for outcome in outcomes) / len(outcomes),
        cost=sum(each.cpu_s for each in outcomes) / sum(each.cpu_s for each in full),
    )


def _errors(sample: Sample, heard: str) -> int:
    if sample.text is None:
        return 0
    return word_errors([sample.text], [heard], sample.language).errors


def _joined(
    sounds: Sequence[tuple[Prompt, Samples]], chance: random.Random, count: int
) -> list[list[tuple[Prompt, Samples]]]:
    groups: list[list[tuple[Prompt, Samples]]] = []
    for _ in range(20 * count):
        group = chance.sample(list(sounds), k=chance.randint(2, min(4, len(sounds))))
        length_s = _seconds(_around([sound for _, sound in group]))
        if LONG_S[0] <= length_s <= LONG_S[1]:
            groups.append(group)
        if len(groups) == count:
            break
    return groups


def _around(sounds: Sequence[Samples]) -> Samples:
    edge, pause = silence(EDGE_S), silence(PAUSE_S)
    pieces = [edge]
    for number, sound in enumerate(sounds):
        pieces += [pause, sound] if number else [sound]
    return np.concatenate([*pieces, edge])


def _seconds(samples: Samples) -> float:
    return len(samples) / SAMPLE_RATE_HZ


def _table(found: Sequence[Cell], title: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("filled up to")
    for zeros_s in LEAST_ZEROS_S:
        table.add_column(f"{zeros_s:g} s of zeros", justify="right")
    for up_s in FILLED_UP_TO_S:
        row = [cell for cell in found[:-1] if cell.lengths.filled_up_to_s == up_s]
        table.add_row(f"{up_s:g} s", *map(_shown, row))
    table.add_row("30 s", _shown(found[-1]))
    return table


def _shown(cell: Cell) -> str:
    return f"{cell.error_rate * 100:.1f} · {cell.unstopped * 100:.0f} · {cell.cost:.2f}"


@click.command()
@click.argument("model")
@click.option("--language", "languages", multiple=True, default=("en",), show_default=True)
@click.option("--count", default=48, show_default=True, help="Windows of one prompt a language.")
@click.option("--seed", default=1, show_default=True)
def main(model: str, languages: tuple[str, ...], count: int, seed: int) -> None:
    """Measure MODEL, a catalogue name or a folder."""
    with said_in_one_line():
        folder, _ = find_model(model, EngineContext(open_store(ModelsConfig())))
        windows = [
            sample
            for language in languages
            for sample in samples(list(find_prompts(language).values()), count=count, seed=seed)
        ]
        engine = CountingWhisper(folder, threads=1, device="cpu")
        try:
            found = cells(engine, windows)
        finally:
            engine.close()
    title = f"{model}, {', '.join(languages)}, {len(windows)} windows"
    report_console().print(_table(found, f"{title}: errors % · not stopped % · cost"))
    chosen = best(found).lengths
    click.echo(
        f"encoder = {{ filled_up_to_s = {chosen.filled_up_to_s}, "
        f"least_zeros_s = {chosen.least_zeros_s} }}"
    )


if __name__ == "__main__":
    main()
