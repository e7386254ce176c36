"""Which folder holds a Whisper model, and how short an input its encoder bears."""

from pathlib import Path

from configs.errors import ModelUnavailable
from model_store.catalogue import ENCODER_S, EncoderLengths, ModelEntry
from model_store.digest import problem_with
from model_store.store import ModelStore
from translators.registry import EngineContext

__all__ = ["ENGINE", "TRAINED_ON", "find_model"]

ENGINE = "faster_whisper"
TRAINED_ON = EncoderLengths(filled_up_to_s=ENCODER_S, least_zeros_s=ENCODER_S)
"""What every Whisper model bears: all that it was trained on."""
WEIGHTS = "model.bin"


def find_model(model: str, context: EngineContext) -> tuple[Path, EncoderLengths]:
    """The folder of a catalogue name, a hub name or a folder, and its encoder's lengths.

    Weights that were not measured get `TRAINED_ON`; a folder's weights are known by their hash.
    Raises `ModelError`.
    """
    if Path(model).is_dir():
        return Path(model), _lengths_of(Path(model), context.store)
    if "/" in model and not model.startswith((".", "/", "~")):
        folder = _from_hub(model, offline=context.store.offline)
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


def _from_hub(repository: str, *, offline: bool) -> Path:
    from faster_whisper.utils import download_model

    try:
        return Path(download_model(repository, local_files_only=offline))
    except Exception as error:
        # The hub's client raises a dozen unrelated types; the user needs the one line.
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelUnavailable(repository, [("hub", reason)]) from error
