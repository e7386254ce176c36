"""`dragoman models`: what models there are, and getting, checking and deleting them."""

from collections.abc import Callable, Mapping, Sequence

import click
from rich.console import Console
from rich.filesize import decimal
from rich.table import Table

from configs.errors import ModelError
from configs.load import load_config
from configs.schema import PROFILES
from dragoman.pulling import PullDisplay, licence_of
from model_store.catalogue import ModelEntry
from model_store.progress import Report, ignore
from model_store.store import ModelStore, open_store

__all__ = ["command"]

_PLAIN_COLUMNS = 160
"""Width where the output is no terminal, so that nothing is cut off."""

_Command = Callable[..., None]


def _settings(function: _Command) -> _Command:
    option = click.option(
        *("--set", "overrides"),
        multiple=True,
        metavar="KEY=VALUE",
        help="Change a setting, such as models.cache, models.mirror or models.hub.",
    )
    return option(function)


def _store(
    overrides: Sequence[str], *, offline: bool = False, report: Report = ignore
) -> ModelStore:
    config = load_config(overrides=overrides).config
    return open_store(config.models, offline=offline, report=report)


@click.group(
    "models",
    epilog="\b\nExamples:\n"
    "  dragoman models pull --profile light\n"
    "  dragoman models pull whisper-small --set models.mirror=/media/stick\n"
    "  dragoman models verify",
)
def command() -> None:
    """Show, get, check and delete models."""


@command.command("list")
@_settings
def list_models(overrides: tuple[str, ...]) -> None:
    """Show every model that is known, and which are here."""
    store = _store(overrides)
    table = Table("model", "for", "languages", "size", "licence", "here", box=None, pad_edge=False)
    for entry in store.entries():
        here = "yes" if store.has(entry.name) else ""
        size = decimal(entry.size_bytes)
        table.add_row(entry.name, entry.role, _languages(entry), size, licence_of(entry), here)
    console = Console()
    if not console.is_terminal:
        console.width = _PLAIN_COLUMNS
    console.print(table, markup=False, highlight=False)
    click.echo(f"\ncache: {store.cache}")


def _languages(entry: ModelEntry) -> str:
    if entry.pair:
        return " to ".join(entry.pair)
    return "many" if entry.knows("") else " ".join(entry.languages)


@command.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--profile", type=click.Choice(PROFILES), help="All models of a profile.")
@click.option("--offline", is_flag=True, help="Open no connection; take from the mirror only.")
@_settings
def pull(
    names: tuple[str, ...], profile: str | None, offline: bool, overrides: tuple[str, ...]
) -> None:
    """Get models: by NAME, or all of a profile. Unfinished ones are continued."""
    config = load_config(profile, overrides=overrides).config
    wanted = dict.fromkeys([*names, *(config.models.wanted if profile else ())])
    if not wanted:
        raise click.UsageError("say which: dragoman models pull NAME, or --profile light")
    with PullDisplay() as display:
        store = open_store(config.models, offline=offline, report=display.report)
        failures = _pull_all(store, [store.entry(name) for name in wanted])
    for name in wanted:
        click.echo(f"{name}: {failures.get(name) or store.path(name)}", err=name in failures)
    if failures:
        click.get_current_context().exit(ModelError.exit_status)


def _pull_all(store: ModelStore, entries: Sequence[ModelEntry]) -> Mapping[str, ModelError]:
    """One that cannot be had does not keep the others away."""
    failures = {}
    for entry in entries:
        try:
            store.pull(entry.name)
        except ModelError as error:
            failures[entry.name] = error
    return failures


@command.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_settings
def verify(names: tuple[str, ...], overrides: tuple[str, ...]) -> None:
    """Check the hashes of the models that are here, or of each NAME."""
    store = _store(overrides)
    chosen = names or tuple(entry.name for entry in store.entries() if store.has(entry.name))
    if not chosen:
        click.echo(f"there are no models in {store.cache}")
    problems = {name: store.verify(name) for name in chosen}
    for name, found in problems.items():
        click.echo(f"{name}: {'; '.join(found) or 'right'}")
    if any(problems.values()):
        click.echo("get a model anew with: dragoman models pull NAME", err=True)
        click.get_current_context().exit(ModelError.exit_status)


@command.command()
@click.argument("name")
@_settings
def path(name: str, overrides: tuple[str, ...]) -> None:
    """Print the folder of a model that is here."""
    click.echo(_store(overrides).path(name))


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_settings
def remove(names: tuple[str, ...], overrides: tuple[str, ...]) -> None:
    """Delete models from the cache."""
    store = _store(overrides)
    for entry in [store.entry(name) for name in names]:
        removed = store.remove(entry.name)
        click.echo(f"{entry.name}: {'deleted' if removed else 'was not here'}")
