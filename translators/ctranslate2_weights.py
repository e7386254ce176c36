"""Whisper's weights out of a CTranslate2 folder, under the names that transformers knows them by.

The catalogue keeps Whisper in CTranslate2's format. The weights in it are the published ones; only
their order differs: query, key and value of an attention lie in one matrix, and the bias that a key
has not is there as zeros.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from configs.errors import EngineError

__all__ = ["WhisperWeights", "read_variables", "read_whisper"]

Arrays = Mapping[str, NDArray[Any]]
Named = tuple[str, NDArray[Any]]

NAME = "WhisperSpec"
OLDEST_FORMAT = 4
"""Since then, variables are kept with a type and a size."""
TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
"""By the number that a file gives them; what follows (bfloat16) is unknown to numpy."""
FLOATS = (np.float32, np.float16)
OWN = ("self_attention", "self_attn", "qkv o")
ACROSS = ("attention", "encoder_attn", "q kv o")
"""An attention's name here and there, and the projections that each of its matrices holds."""
HEAD_SIZE = 64
"""Every published Whisper has heads of this size."""


@dataclass(frozen=True, slots=True)
class WhisperWeights:
    """A network and what is needed to decode with it."""

    sizes: Mapping[str, int]
    """Settings of `transformers.WhisperConfig`."""
    arrays: Arrays
    """By their names in `WhisperForConditionalGeneration`."""
    alignment_heads: tuple[tuple[int, int], ...]
    """(layer, head) of the decoder's heads that follow the speech."""
    suppressed: tuple[int, ...]
    """Tokens that are never said."""
    suppressed_first: tuple[int, ...]
    """Tokens that nothing begins with."""


def read_whisper(folder: Path) -> WhisperWeights:
    """Read `model.bin` and `config.json` of a folder.

    Raises `EngineError` where they hold something else, or weights of eight bits.
    """
    try:
        variables = read_variables(folder / "model.bin")
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        arrays = dict(_renamed(variables))
        sizes = _sizes(variables)
    except KeyError as error:
        raise EngineError(f"{folder} holds a Whisper model without {error}") from error
    except (OSError, ValueError, struct.error) as error:
        raise EngineError(f"{folder} is not a Whisper model for CTranslate2: {error}") from error
    return WhisperWeights(
        sizes,
        arrays,
        tuple((layer, head) for layer, head in settings.get("alignment_heads") or ()),
        tuple(settings.get("suppress_ids") or ()),
        tuple(settings.get("suppress_ids_begin") or ()),
    )


def read_variables(path: Path) -> Arrays:
    """All variables of a CTranslate2 Whisper file by name, mapped from the file, not copied.

    Raises `ValueError` for a file of another kind.
    """
    data = np.memmap(path, mode="r")
    with path.open("rb") as file:
        version = _number(file, "<I")
        if version < OLDEST_FORMAT or _text(file) != NAME:
            raise ValueError(f"{path.name} holds no Whisper model of a known format")
        _number(file, "<I")
        variables = dict(_variable(file, data) for _ in range(_number(file, "<I")))
        for _ in range(_number(file, "<I")):
            alias = _text(file)
            variables[alias] = variables[_text(file)]
    return variables


def _variable(file: BinaryIO, data: NDArray[np.uint8]) -> tuple[str, NDArray[Any]]:
    name = _text(file)
    shape = tuple(_number(file, "<I") for _ in range(_number(file, "<B")))
    kind, size = _number(file, "<B"), _number(file, "<I")
    if kind >= len(TYPES):
        raise ValueError(f"{name} is of a type that cannot be read")
    start = file.tell()
    file.seek(size, 1)
    return name, data[start : start + size].view(TYPES[kind]).reshape(shape)


def _number(file: BinaryIO, form: str) -> int:
    number: int = struct.unpack(form, file.read(struct.calcsize(form)))[0]
    return number


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, "<H")).rstrip(b"\0").decode()


def _sizes(variables: Arrays) -> dict[str, int]:
    words, width = variables["decoder/embeddings/weight"].shape
    heads = width // HEAD_SIZE
    return {
        "vocab_size": words,
        "d_model": width,
        "num_mel_bins": variables["encoder/conv1/weight"].shape[1],
        "max_source_positions": len(variables["encoder/position_encodings/encodings"]),
        "max_target_positions": len(variables["decoder/position_encodings/encodings"]),
        "encoder_layers": _layers(variables, "encoder"),
        "decoder_layers": _layers(variables, "decoder"),
        "encoder_attention_heads": int(variables.get("encoder/num_heads", heads)),
        "decoder_attention_heads": int(variables.get("decoder/num_heads", heads)),
        "encoder_ffn_dim": len(variables["encoder/layer_0/ffn/linear_0/weight"]),
        "decoder_ffn_dim": len(variables["decoder/layer_0/ffn/linear_0/weight"]),
    }


def _layers(variables: Arrays, side: str) -> int:
    layer = 0
    while f"{side}/layer_{layer}/ffn/linear_0/weight" in variables:
        layer += 1
    return layer


def _renamed(variables: Arrays) -> Iterator[Named]:
    """Every array that the network has."""
    for side in ("encoder", "decoder"):
        positions = f"{side}/position_encodings/encodings"
        yield f"model.{side}.embed_positions.weight", _floats(variables, positions)
        yield from _norm(variables, f"{side}/layer_norm", f"model.{side}.layer_norm")
        for layer in range(_layers(variables, side)):
            yield from _layer(variables, side, layer)
    for number in (1, 2):
        yield from _linear(variables, f"encoder/conv{number}", f"model.encoder.conv{number}")
    embeddings = _floats(variables, "decoder/embeddings/weight")
    yield "model.decoder.embed_tokens.weight", embeddings
    yield "proj_out.weight", embeddings


def _layer(variables: Arrays, side: str, layer: int) -> Iterator[Named]:
    source, target = f"{side}/layer_{layer}", f"model.{side}.layers.{layer}"
    yield from _attention(variables, source, target, OWN)
    if side == "decoder":
        yield from _attention(variables, source, target, ACROSS)
    yield from _norm(variables, f"{source}/ffn/layer_norm", f"{target}.final_layer_norm")
    for number in (0, 1):
        yield from _linear(variables, f"{source}/ffn/linear_{number}", f"{target}.fc{number + 1}")


def _attention(
    variables: Arrays, source: str, target: str, names: tuple[str, str, str]
) -> Iterator[Named]:
    name, known_as, matrices = names
    source, target = f"{source}/{name}", f"{target}.{known_as}"
    yield from _norm(variables, f"{source}/layer_norm", f"{target}_layer_norm")
    for number, projections in enumerate(matrices.split()):
        yield from _split(variables, f"{source}/linear_{number}", target, projections)


def _split(variables: Arrays, source: str, target: str, projections: str) -> Iterator[Named]:
    """A matrix that holds one projection (q, k, v or o) under the other."""
    weights = np.split(_floats(variables, f"{source}/weight"), len(projections))
    biases = np.split(_floats(variables, f"{source}/bias"), len(projections))
    for name, weight, bias in zip(projections, weights, biases, strict=True):
        projection = f"{target}.{'out' if name == 'o' else name}_proj"
        yield f"{projection}.weight", weight
        if name != "k":
            yield f"{projection}.bias", bias


def _linear(variables: Arrays, source: str, target: str) -> Iterator[Named]:
    yield f"{target}.weight", _floats(variables, f"{source}/weight")
    yield f"{target}.bias", _floats(variables, f"{source}/bias")


def _norm(variables: Arrays, source: str, target: str) -> Iterator[Named]:
    yield f"{target}.weight", _floats(variables, f"{source}/gamma")
    yield f"{target}.bias", _floats(variables, f"{source}/beta")


def _floats(variables: Arrays, name: str) -> NDArray[Any]:
    array = variables[name]
    if array.dtype.type not in FLOATS:
        raise ValueError(f"its weights are kept as {array.dtype}; float16 or float32 is needed")
    return array
