"""Networks of transformers that look at pictures: found, loaded, and asked for text with its odds.

Everything that imports torch is here and in the engines' own `create`; it is the extra `vision`.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from configs.errors import ConfigError, EngineError, MissingPart, ModelAbsent, ModelUnavailable
from translators.registry import EngineContext, Usability
from video_io.frame import Pixels

__all__ = ["INSTALL", "PictureNetwork", "Written", "check_network", "load_network", "picture"]

INSTALL = "pip install 'dragoman[vision]'"
_PACKAGES = ("torch", "transformers", "PIL")
_MOST_MISSING = 0.1
"""Of the weights; a few are not saved because they follow from others."""
_FILES = ("*.json", "*.safetensors", "*.txt", "*.model", "*.jinja")


@dataclass(frozen=True, slots=True)
class Written:
    """What a network wrote."""

    tokens: Any
    """The numbers of its tokens, a tensor[n]."""
    confidence: float
    """0..1: the geometric mean of the tokens' probabilities."""


class PictureNetwork:
    """A network with its processor, on a device. Errors of torch become `EngineError`."""

    def __init__(self, name: str, model: Any, processor: Any, device: str) -> None:
        self.name = name
        self.processor = processor
        self._torch: Any = import_module("torch")
        self._model: Any = model.to(device).eval()
        self._device = device

    def prepare(self, **inputs: Any) -> Any:
        """What the processor makes of a picture and a text, on the device, in the weights' type."""
        ready = self._ready()
        try:
            made = self.processor(**inputs, return_tensors="pt")
            return made.to(self._device, dtype=ready.dtype)
        except (RuntimeError, ValueError, TypeError, IndexError) as error:
            raise EngineError(f"{self.name}: {error}") from error

    def write(self, inputs: Mapping[str, Any], *, longest: int) -> Written:
        """Let it write at most so many tokens, the likeliest each time."""
        ready = self._ready()
        try:
            with self._torch.inference_mode():
                found = ready.generate(
                    **inputs,
                    max_new_tokens=longest,
                    do_sample=False,
                    num_beams=1,
                    output_scores=True,
                    return_dict_in_generate=True,
                )
        except (RuntimeError, ValueError, IndexError) as error:
            raise EngineError(f"{self.name}: {error}") from error
        steps = len(found.scores)
        tokens = found.sequences[0][-steps:] if steps else found.sequences[0][:0]
        return Written(tokens, self._confidence(found.scores, tokens))

    def run(self, inputs: Mapping[str, Any]) -> Any:
        """One pass through the network; its own outputs."""
        ready = self._ready()
        try:
            with self._torch.inference_mode():
                return ready(**inputs)
        except (RuntimeError, ValueError, IndexError) as error:
            raise EngineError(f"{self.name}: {error}") from error

    def close(self) -> None:
        """Free the weights."""
        self._model = None
        if self._device == "cuda":
            self._torch.cuda.empty_cache()

    def _ready(self) -> Any:
        if self._model is None:
            raise EngineError(f"{self.name} is closed")
        return self._model

    def _confidence(self, scores: Any, tokens: Any) -> float:
        if not len(tokens):
            return 0.0
        odds = [
            float(self._torch.log_softmax(step[0].float(), dim=-1)[token])
            for step, token in zip(scores, tokens, strict=True)
        ]
        mean = self._torch.tensor(odds).clamp(min=-30.0).mean()
        return float(mean.exp())


def picture(rgb: Pixels) -> Any:
    """The picture as the processors take it."""
    image: Any = import_module("PIL.Image")
    return image.fromarray(rgb)


def check_network(repository: str) -> Usability:
    """Whether the extra is installed and the model has been fetched."""
    missing = _missing()
    if missing:
        return Usability(False, f"not installed: {missing}", INSTALL)
    from huggingface_hub import try_to_load_from_cache

    if isinstance(try_to_load_from_cache(repository, "config.json"), str):
        return Usability(True, f"at hand: {repository}")
    return Usability(False, "no model yet", f"hf download {repository}")


def load_network(
    section: str, model: str, kind: str, context: EngineContext, *, processor: str = "AutoProcessor"
) -> PictureNetwork:
    """Load a folder, or a repository of the hub.

    `kind` and `processor` are names of classes in transformers. Raises `MissingPart`, `ConfigError`
    for a device that is not here, `ModelAbsent` and `ModelUnavailable` for a model that cannot be
    had, and `EngineError` for one that is not of this kind.
    """
    missing = _missing()
    if missing:
        raise MissingPart(f"the extra vision ({missing})", INSTALL)
    folder = _folder(model, context)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads starve the recognizer
    torch: Any = import_module("torch")
    transformers: Any = import_module("transformers")
    device = _device(section, torch, context.device)
    if device == "cpu":
        torch.set_num_threads(context.threads)
    try:
        made = getattr(transformers, processor).from_pretrained(folder, local_files_only=True)
        weights = _weights(getattr(transformers, kind), folder, _dtype(torch, device))
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError) as error:
        raise EngineError(f"{model} is no {kind}: {_first_line(error)}") from error
    return PictureNetwork(Path(model).name, weights, made, device)


def _weights(kind: Any, folder: str, dtype: Any) -> Any:
    """The network with the folder's weights; transformers itself would make up what is missing."""
    settings = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
    wanted, found = kind.config_class.model_type, settings.get("model_type")
    if found != wanted:
        raise ValueError(f"it is of the type {found}, not {wanted}")
    model, report = kind.from_pretrained(
        folder, local_files_only=True, dtype=dtype, output_loading_info=True
    )
    missing = len(report["missing_keys"])
    if missing > _MOST_MISSING * len(model.state_dict()):
        raise ValueError(f"{missing} of its weights are missing")
    return model


def _missing() -> str:
    return ", ".join(name for name in _PACKAGES if find_spec(name) is None)


def _folder(model: str, context: EngineContext) -> str:
    path = Path(model).expanduser()
    if path.is_dir():
        return str(path)
    from huggingface_hub import snapshot_download

    offline = context.store.offline
    try:
        return snapshot_download(model, allow_patterns=list(_FILES), local_files_only=offline)
    except Exception as error:  # of the hub, of HTTP, of the system: any means it is not to be had
        if offline:
            raise ModelAbsent(model) from error
        raise ModelUnavailable(model, [("hub", _first_line(error))]) from error


def _device(section: str, torch: Any, wanted: str) -> str:
    has_cuda = torch.cuda.is_available()
    if wanted == "cuda" and not has_cuda:
        raise ConfigError(f"{section}.device", "torch finds no CUDA device here")
    return "cuda" if has_cuda and wanted != "cpu" else "cpu"


def _dtype(torch: Any, device: str) -> Any:
    if device == "cpu":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
