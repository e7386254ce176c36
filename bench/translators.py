"""What a text translator costs: `python -m bench.translators --from en --to pt`.

Recorded prompts' texts, one call each, on one engine or on the way that a profile takes.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import click
import numpy as np

from bench.engines import open_translator, read_settings
from bench.one_line import said_in_one_line
from bench.prompts import find_prompts
from translators.translate import Pair

__all__ = ["Costs", "measure"]

LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Costs:
    """What the calls took."""

    first_s: float
    """Wall time of the first call, loading included."""
    wall_s: tuple[float, ...]
    """Of each later call."""
    cpu_s: float
    """Processor time of this process for the later calls; not of programs that it keeps running."""

    def __str__(self) -> str:
        middle, late = 1000 * np.percentile(self.wall_s, [50, 95])
        cpu_ms = 1000 * self.cpu_s / len(self.wall_s)
        return (
            f"first {1000 * self.first_s:.0f} ms, median {middle:.1f} ms, p95 {late:.1f} ms, "
            f"processor {cpu_ms:.1f} ms in this process"
        )


def measure(texts: Sequence[str], translate: Callable[[str], str]) -> Costs:
    """Translate two texts or more, one by one."""
    first_s = _timed(texts[0], translate)
    used_s = time.process_time()
    wall_s = tuple(_timed(text, translate) for text in texts[1:])
    return Costs(first_s, wall_s, time.process_time() - used_s)


def _timed(text: str, translate: Callable[[str], str]) -> float:
    began_s = time.perf_counter()
    translate(text)
    return time.perf_counter() - began_s


@click.command(context_settings={"show_default": True})
@click.option("--from", "source", default="en")
@click.option("--to", "target", default="pt")
@click.option("--count", type=click.IntRange(2), default=150, help="Texts.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
def main(source: str, target: str, count: int, settings: tuple[str, ...]) -> None:
    """Translate the recorded prompts, and print what it took."""
    with said_in_one_line():
        config, store = read_settings(settings)
        texts = [prompt.text for prompt in find_prompts(source).values()]
        texts = [text for text in texts if len(text.split()) >= LEAST_WORDS][:count]
        with open_translator(config, store, Pair(source, target)) as translate:
            found = measure(texts, translate)
    click.echo(f"{source} to {target}, {len(texts)} texts: {found}")


if __name__ == "__main__":
    main()
