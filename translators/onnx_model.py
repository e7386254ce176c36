"""An ONNX model from its parts, of the versions that ours are written in."""

from collections.abc import Sequence
from typing import Any

from onnx import helper

__all__ = ["ONNX_RUNTIME", "serialized"]

OPSET, IR_VERSION = 21, 10
ONNX_RUNTIME = "com.microsoft"
"""The domain of the operations that only ONNX Runtime has."""


def serialized(
    name: str,
    nodes: Sequence[Any],
    inputs: Sequence[Any],
    outputs: Sequence[Any],
    constants: Sequence[Any],
) -> bytes:
    """The model, as `onnxruntime.InferenceSession` takes it."""
    graph = helper.make_graph(nodes, name, inputs, outputs, constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(ONNX_RUNTIME, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
    content: bytes = model.SerializeToString()
    return content
