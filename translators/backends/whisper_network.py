"""Whisper's network in torch: encoder, decoder with its cache, and where the decoder looks.

The attention of the heads that follow the speech is computed a second time, from the queries and
keys that pass by. Asking transformers for attentions would compute all heads of all layers, and
only with its slowest kind of attention.
"""

import copy
import json
import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from configs.errors import ConfigError, EngineError, MissingPart
from translators.backends.whisper_decoding import Step
from translators.ctranslate2_weights import read_whisper

__all__ = [
    "INSTALL",
    "TorchDecoding",
    "WhisperNetwork",
    "load_network",
    "missing_packages",
    "require_packages",
]

INSTALL = "pip install 'dragoman[torch]'"
PACKAGES = ("torch", "transformers")
CONVERTED = "model.bin"
"""The file that tells CTranslate2's format."""
DTYPES = ("auto", "float32", "bfloat16", "float16")

Tensor = Any
"""A `torch.Tensor`; torch is an extra, so its types are not known to everybody's type checker."""


class WhisperNetwork:
    """A `WhisperForConditionalGeneration` on its device."""

    def __init__(self, model: Any, *, device: str, dtype: str) -> None:
        """`device` is `cpu` or `cuda`, `dtype` the name of a torch type."""
        torch: Any = import_module("torch")
        self._torch = torch
        self.device = torch.device(device)
        self.dtype = getattr(torch, dtype)
        self.model = model.to(device=self.device, dtype=self.dtype).eval()
        self.config = model.config
        self.alignment_heads = alignment_heads(model)
        self._shorter: dict[int, Any] = {}
        self._passing: dict[str, dict[int, Tensor]] = {"q": {}, "k": {}}
        for layer in sorted({layer for layer, _ in self.alignment_heads}):
            across = model.model.decoder.layers[layer].encoder_attn
            across.q_proj.register_forward_hook(self._watcher("q", layer))
            across.k_proj.register_forward_hook(self._watcher("k", layer))

    def encode(self, features: Any) -> Tensor:
        """Encode float32[batch, mels, frames]; [batch, frames / 2, width] on the device.

        Fewer frames than 30 s cost less: the network then uses the first of its positions.
        """
        torch = self._torch
        with torch.inference_mode():
            given = torch.as_tensor(features).to(device=self.device, dtype=self.dtype)
            encoder = self._encoder(given.shape[-1] // 2)
            return encoder(given).last_hidden_state

    @property
    def words(self) -> int:
        """Tokens of the vocabulary."""
        return int(self.config.vocab_size)

    @property
    def room(self) -> int:
        """The most tokens that a text may have, what precedes it included."""
        return int(self.config.max_target_positions)

    @property
    def suppressed(self) -> Sequence[int]:
        """Tokens that are never said."""
        return self.model.generation_config.suppress_tokens or ()

    @property
    def suppressed_first(self) -> Sequence[int]:
        """Tokens that nothing begins with."""
        return self.model.generation_config.begin_suppress_tokens or ()

    def decoding(self, encoded: Tensor) -> "TorchDecoding":
        """Begin to decode what `encode` gave."""
        return TorchDecoding(self, encoded)

    def decode(
        self, tokens: Tensor, encoded: Tensor, cache: Any, wanted: Sequence[int]
    ) -> tuple[Tensor, Tensor]:
        """Feed int64[batch, tokens]; logits[batch, wanted, vocabulary], and attention.

        `cache` is a `transformers.EncoderDecoderCache` and is added to. Attention is
        float32[batch, heads, tokens, positions].
        """
        with self._torch.inference_mode():
            states = self.model.model.decoder(
                input_ids=tokens,
                encoder_hidden_states=encoded,
                past_key_values=cache,
                use_cache=True,
            ).last_hidden_state
            logits = self.model.proj_out(states[:, list(wanted)]).float()
            return logits, self._attention()

    def new_cache(self) -> Any:
        """An empty cache for one decoding."""
        caches: Any = import_module("transformers.cache_utils")
        return caches.EncoderDecoderCache(caches.DynamicCache(), caches.DynamicCache())

    def forget(self) -> None:
        """Let go of the last decoding's keys."""
        for passed in self._passing.values():
            passed.clear()

    def close(self) -> None:
        """Free the network."""
        self.forget()
        self._shorter.clear()
        del self.model

    def _encoder(self, positions: int) -> Any:
        whole = self.model.model.encoder
        if positions == self.config.max_source_positions:
            return whole
        if positions not in self._shorter:
            self._shorter[positions] = _shortened(whole, positions)
        return self._shorter[positions]

    def _watcher(self, what: str, layer: int) -> Any:
        def keep(_module: Any, _inputs: Any, output: Tensor) -> None:
            self._passing[what][layer] = output

        return keep

    def _attention(self) -> Tensor:
        size = self.config.d_model // self.config.decoder_attention_heads
        rows = []
        for layer, head in self.alignment_heads:
            part = slice(head * size, (head + 1) * size)
            query = self._passing["q"][layer][..., part].float()
            key = self._passing["k"][layer][..., part].float()
            rows.append((query @ key.transpose(1, 2) * size**-0.5).softmax(-1))
        return self._torch.stack(rows, dim=1)


class TorchDecoding:
    """One text being decoded, token by token."""

    def __init__(self, network: WhisperNetwork, encoded: Tensor) -> None:
        self._network = network
        self._encoded = encoded
        self._cache = network.new_cache()

    def feed(self, tokens: Sequence[int], wanted: Sequence[int] = (-1,)) -> Step:
        """Take tokens; logits for what follows those at the places `wanted` (the last)."""
        torch: Any = import_module("torch")
        given = torch.tensor([list(tokens)], device=self._network.device)
        logits, attention = self._network.decode(given, self._encoded, self._cache, wanted)
        return Step(
            logits[0].cpu().numpy(), attention[0].cpu().numpy().astype(np.float32, copy=False)
        )


def load_network(folder: Path, *, device: str, dtype: str, threads: int) -> WhisperNetwork:
    """A network from a folder in transformers' layout or in CTranslate2's.

    Raises `MissingPart` without torch, `ConfigError` for a device or type that is not here,
    `EngineError` for a folder that holds no such model.
    """
    require_packages()
    # Threads that wait by spinning cost a quarter more processor time, and starve one another
    # where cores are busy. It is read when torch is imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    torch: Any = import_module("torch")
    chosen = _device(torch, device)
    kind = _dtype(torch, dtype, chosen)
    if chosen == "cpu":
        torch.set_num_threads(threads)
    model = _converted(folder) if (folder / CONVERTED).is_file() else _saved(folder)
    return WhisperNetwork(model, device=chosen, dtype=kind)


def missing_packages() -> tuple[str, ...]:
    """Packages of the extra that are not installed."""
    return tuple(name for name in PACKAGES if find_spec(name) is None)


def require_packages() -> None:
    """Raises `MissingPart` where the extra is not installed."""
    missing = missing_packages()
    if missing:
        raise MissingPart(f"the extra torch ({', '.join(missing)})", INSTALL)


def alignment_heads(model: Any) -> tuple[tuple[int, int], ...]:
    """(layer, head) of those that follow the speech; without a list, all of the later layers."""
    named = getattr(model.generation_config, "alignment_heads", None)
    if named:
        return tuple((int(layer), int(head)) for layer, head in named)
    layers, heads = model.config.decoder_layers, model.config.decoder_attention_heads
    return tuple(product(range(layers // 2, layers), range(heads)))


def _shortened(encoder: Any, positions: int) -> Any:
    """The same encoder, weights shared, for fewer positions."""
    torch: Any = import_module("torch")
    shorter = copy.copy(encoder)
    shorter._modules = dict(encoder._modules)
    shorter.config = copy.copy(encoder.config)
    shorter.config.max_source_positions = positions
    weight = encoder.embed_positions.weight[:positions]
    shorter.embed_positions = torch.nn.Embedding.from_pretrained(weight)
    return shorter


def _device(torch: Any, wanted: str) -> str:
    has_cuda = torch.cuda.is_available()
    if wanted == "cuda" and not has_cuda:
        raise ConfigError("recognize.device", "torch finds no CUDA device here")
    return "cuda" if has_cuda and wanted != "cpu" else "cpu"


def _dtype(torch: Any, wanted: str, device: str) -> str:
    if wanted not in DTYPES:
        raise ConfigError("recognize.options.dtype", f"unknown type {wanted!r}", allowed=DTYPES)
    if wanted != "auto":
        return wanted
    if device == "cpu":
        return "float32"
    return "bfloat16" if torch.cuda.is_bf16_supported() else "float16"


def _saved(folder: Path) -> Any:
    try:
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if settings.get("model_type") != "whisper":
            raise ValueError(f"its model_type is {settings.get('model_type')!r}")
        transformers: Any = import_module("transformers")
        transformers.utils.logging.disable_progress_bar()
        return transformers.WhisperForConditionalGeneration.from_pretrained(
            str(folder), local_files_only=True
        )
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise EngineError(f"{folder} is not a Whisper model for transformers: {reason}") from error


def _converted(folder: Path) -> Any:
    weights = read_whisper(folder)
    transformers: Any = import_module("transformers")
    model = _empty_model(transformers, weights.sizes)
    torch: Any = import_module("torch")
    state = {
        name: torch.from_numpy(np.array(array, dtype=np.float32))
        for name, array in weights.arrays.items()
    }
    try:
        model.load_state_dict(state)
    except RuntimeError as error:
        reason = str(error).strip().splitlines()[-1].strip()
        raise EngineError(f"{folder} does not fit a Whisper network: {reason}") from error
    generation = model.generation_config
    # Else what is set here would be left out where the model is saved and loaded again.
    generation._from_model_config = False
    generation.alignment_heads = [list(pair) for pair in weights.alignment_heads]
    generation.suppress_tokens = list(weights.suppressed)
    generation.begin_suppress_tokens = list(weights.suppressed_first)
    return model


def _empty_model(transformers: Any, sizes: Mapping[str, int]) -> Any:
    # Which tokens are which is the tokenizer's business; the defaults may not fit the vocabulary.
    unused = ("pad_token_id", "bos_token_id", "eos_token_id")
    config = transformers.WhisperConfig(
        **sizes,
        **dict.fromkeys((*unused, "suppress_tokens", "begin_suppress_tokens")),
        decoder_start_token_id=0,
    )
    return transformers.WhisperForConditionalGeneration(config)
