"""Matrices rounded to eight bits, for ONNX Runtime."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["by_column", "in_blocks", "largest_weight"]

MIDDLE = 128
EIGHT_BITS, SEVEN_BITS = 127, 63
ROWS_AT_ONCE = 1024
TRIED = 64

Array = NDArray[Any]


def in_blocks(weight: Array, block: int) -> tuple[Array, Array]:
    """float[outputs, inputs] as `MatMulNBits` takes it: a scale for every `block` weights of a row.

    uint8[outputs, blocks, block] around 128, and float32[outputs, blocks].
    """
    outputs, inputs = weight.shape
    blocks = -(-inputs // block)
    packed = np.full((outputs, blocks, block), MIDDLE, np.uint8)
    scales = np.empty((outputs, blocks), np.float32)
    # A vocabulary at once would need several copies of it in float32.
    for start in range(0, outputs, ROWS_AT_ONCE):
        rows = slice(start, min(start + ROWS_AT_ONCE, outputs))
        part = np.pad(weight[rows].astype(np.float32), ((0, 0), (0, blocks * block - inputs)))
        part = part.reshape(-1, blocks, block)
        scales[rows] = _scales(part, EIGHT_BITS)
        np.divide(part, scales[rows, :, np.newaxis], out=part)
        packed[rows] = np.rint(part, out=part) + MIDDLE
    return packed, scales


def by_column(weight: Array, largest: int) -> tuple[Array, Array]:
    """float[outputs, inputs] as `DynamicQuantizeMatMul` takes it: a scale for each output.

    int8[inputs, outputs] of which none is beyond `largest`, and float32[outputs].
    """
    scales = _scales(weight.astype(np.float32), largest)
    return np.rint(weight.T / scales).astype(np.int8), scales


@cache
def largest_weight() -> int:
    """What this machine multiplies without loss: 127 with instructions made for it, else 63.

    Older processors add two products in 16 bits, which 255 * 127 * 2 does not fit into: the answer
    would be wrong without a word. So it is tried, once.
    """
    product = _tried(np.ones((1, TRIED), np.float32), np.full((TRIED, 1), EIGHT_BITS, np.int8))
    return EIGHT_BITS if np.allclose(product, TRIED, rtol=0.01) else SEVEN_BITS


def _tried(rows: Array, weights: Array) -> Array:
    """The product of float32[1, n] and int8[n, 1], of which 127 stand for one."""
    import onnxruntime
    from onnx import TensorProto, helper

    from translators.onnx_model import ONNX_RUNTIME, OnnxModel

    scale = np.full(1, 1 / EIGHT_BITS, np.float32)
    constants = {"weights": weights, "scale": scale, "zero": np.zeros(1, np.int8)}
    written = OnnxModel("product")
    for name, array in constants.items():
        written.constant(name, array)
    given = ["rows", *constants]
    written.node("DynamicQuantizeMatMul", given, ["product"], domain=ONNX_RUNTIME)
    model = written.serialized(
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, rows.shape)],
        [helper.make_tensor_value_info("product", TensorProto.FLOAT, (1, 1))],
    )
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    product: Array = session.run(None, {"rows": rows})[0]
    return product


def _scales(weight: Array, steps: int) -> Array:
    """What a step is worth, so that the largest of the last axis has so many.

    One for zeros, and for what is so small that a step would be none.
    """
    scales = np.abs(weight).max(axis=-1) / np.float32(steps)
    return np.where(scales >= np.finfo(np.float32).tiny, scales, 1.0).astype(np.float32)
