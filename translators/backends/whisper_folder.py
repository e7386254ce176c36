"""Which Whisper model is asked for, which folder holds it, and how short an input it bears."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from configs.errors import ConfigError, ModelUnavailable
from model_store.catalogue import ENCODER_S, EncoderLengths, ModelEntry
from model_store.digest import problem_with
from model_store.store import ModelStore
from translators.registry import EngineContext, Usability

__all__ = ["TRAINED_ON", "find_model", "model_and_options", "models_at_hand"]

ENGINE = "faster_whisper"
TRAINED_ON = EncoderLengths(filled_up_to_s=ENCODER_S, least_zeros_s=ENCODER_S)
"""What every Whisper model bears: all that it was trained on."""
WEIGHTS = "model.bin"
Fetch = Callable[[str, bool], str]
"""Brings a repository of the hub into its cache and tells the folder; True is offline."""


def model_and_options(options: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """`options["model"]`, and the other options. Raises `ConfigError` where no model is named."""
    others = dict(options)
    model = others.pop("model", None)
    if not model:
        raise ConfigError(
            "recognize.model", "names no model: whisper-base, a hub name or a folder would do"
        )
    return str(model), others


def models_at_hand(context: EngineContext) -> Usability:
    """Whether a model of the catalogue is here, or how to get one."""
    entries = context.store.entries(role="recognize", engine=ENGINE)
    present = [entry.name for entry in entries if context.store.has(entry.name)]
    if present:
        return Usability(True, f"models present: {', '.join(present)}")
    return Usability(False, "no Whisper model yet", f"dragoman models pull {entries[0].name}")


def _fetch_converted(repository: str, offline: bool) -> str:
    from faster_whisper.utils import download_model

    return str(download_model(repository, local_files_only=offline))


def find_model(
    model: str, context: EngineContext, fetch: Fetch = _fetch_converted
) -> tuple[Path, EncoderLengths]:
    """The folder of a catalogue name, a hub name or a folder, and its encoder's lengths.

    `fetch` gets a model of the hub, in CTranslate2's format unless told otherwise. Weights that
    were not measured get `TRAINED_ON`; a folder's weights are known by their hash. Raises
    `ModelError`.
    """
    if Path(model).is_dir():
        return Path(model), _lengths_of(Path(model), context.store)
    if "/" in model and not model.startswith((".", "/", "~")):
        folder = _from_hub(model, fetch, offline=context.store.offline)
        return folder, _lengths_of(folder, context.store)
    return context.store.ensure(model), context.store.entry(model).encoder or TRAINED_ON


def _lengths_of(folder: Path, store: ModelStore) -> EncoderLengths:
    """Those of the measured model whose weights are in the folder."""
    for entry in store.entries(role="recognize", engine=ENGINE):
        if entry.encoder is not None and _has_weights(folder, entry):
            return entry.encoder
    return TRAINED_ON


def _has_weights(folder: Path, entry: ModelEntry) -> bool:
    weights = (file for file in entry.files if file.path == WEIGHTS and file.sha256)
    return any(not problem_with(folder, file) for file in weights)


def _from_hub(repository: str, fetch: Fetch, *, offline: bool) -> Path:
    try:
        return Path(fetch(repository, offline))
    except Exception as error:
        # The hub's client raises a dozen unrelated types; the user needs the one line.
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelUnavailable(repository, [("hub", reason)]) from error
