"""`python -m bench.gpu`: encoder and token cost of full-size shapes, and sessions on the device."""

import json
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from bench.gpu.costs import Costs, Load, measure, sessions
from bench.gpu.shapes import SHAPES, random_whisper
from bench.one_line import said_in_one_line
from bench.report import report_console
from configs.errors import ConfigError, OutputError
from translators.backends.whisper_network import WhisperNetwork, require_packages

__all__ = ["costs_table", "main"]


@click.command()
@click.option(
    "--shape",
    "name",
    type=click.Choice(list(SHAPES)),
    default="large-v3-turbo",
    show_default=True,
    help="Whose sizes; the weights are random.",
)
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cuda", show_default=True)
@click.option(
    "--dtype",
    type=click.Choice(["bfloat16", "float16", "float32"]),
    default="bfloat16",
    show_default=True,
)
@click.option(
    "--batch", "batches", type=click.IntRange(1), multiple=True, default=(1, 2, 4, 8, 16, 32, 64)
)
@click.option("--rounds", type=click.IntRange(1), default=10, show_default=True)
@click.option("--window", "window_s", type=click.FloatRange(1.0, 30.0), default=12.0)
@click.option("--tokens", "new_tokens", type=click.IntRange(1, 100), default=8, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="A file for the figures, as JSON.")
def main(
    name: str,
    device: str,
    dtype: str,
    batches: tuple[int, ...],
    rounds: int,
    window_s: float,
    new_tokens: int,
    out: Path | None,
) -> None:
    """Measure a Whisper network of a published size on this machine."""
    load = Load(window_s=window_s, new_tokens=new_tokens)
    with said_in_one_line():
        network = _network(name, device, dtype)
        costs = [measure(network, SHAPES[name], load, batch, rounds) for batch in batches]
        title = f"{name} as {dtype} on {_device_name(device)}"
        if out is not None:
            _save(out, title, load, costs)
    console = report_console()
    console.print(costs_table(costs, load, title))
    console.print(
        f"sessions that get a pass over {load.window_s:g} s every {load.step_s:g} s: "
        f"{sessions(costs, load)} (computed from the passes above)"
    )


def costs_table(costs: list[Costs], load: Load, title: str) -> Table:
    """A row for each batch size."""
    table = Table(title=title, title_justify="left")
    for heading in ("batch", "encoder, ms", "prompt, ms", "token, ms", "pass, ms", "memory, MB"):
        table.add_column(heading, justify="right")
    for one in costs:
        times = (one.encode_s, one.prefill_s, one.token_s, one.pass_s(load))
        memory = f"{one.peak_bytes / 1e6:.0f}" if one.peak_bytes else "-"
        table.add_row(str(one.batch), *(f"{1000 * each:.1f}" for each in times), memory)
    return table


def _network(name: str, device: str, dtype: str) -> WhisperNetwork:
    require_packages()
    torch: Any = import_module("torch")
    if device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("--device", "torch finds no CUDA device here; --device cpu runs anywhere")
    return WhisperNetwork(random_whisper(SHAPES[name]), device=device, dtype=dtype)


def _device_name(device: str) -> str:
    torch: Any = import_module("torch")
    if device == "cuda":
        return str(torch.cuda.get_device_name())
    return f"{torch.get_num_threads()} threads of the processor"


def _save(out: Path, title: str, load: Load, costs: list[Costs]) -> None:
    figures = {
        "what": title,
        "load": asdict(load),
        "costs": [asdict(one) for one in costs],
        "sessions": sessions(costs, load),
    }
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(str(out), error.strerror or str(error)) from error


if __name__ == "__main__":
    main()
