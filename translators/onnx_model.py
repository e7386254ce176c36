"""An ONNX model while it is written, of the versions that ours are written in."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from onnx import ModelProto, helper, numpy_helper

__all__ = ["ONNX_RUNTIME", "OnnxModel"]

OPSET, IR_VERSION = 21, 10
ONNX_RUNTIME = "com.microsoft"
"""The domain of the operations that only ONNX Runtime has."""


class OnnxModel:
    """Nodes and constants; each is kept once, for the constants may be as large as the memory."""

    def __init__(self, name: str) -> None:
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(ONNX_RUNTIME, 1)]
        self._model = ModelProto(ir_version=IR_VERSION, opset_import=opsets)
        self._model.graph.name = name

    def constant(self, name: str, array: NDArray[Any]) -> None:
        """Add a value that never changes."""
        self._model.graph.initializer.add().CopyFrom(numpy_helper.from_array(array, name))

    def node(
        self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **settings: Any
    ) -> None:
        """Add an operation."""
        self._model.graph.node.append(helper.make_node(kind, inputs, outputs, **settings))

    def serialized(self, inputs: Sequence[Any], outputs: Sequence[Any]) -> bytes:
        """The model, as `onnxruntime.InferenceSession` takes it."""
        self._model.graph.input.extend(inputs)
        self._model.graph.output.extend(outputs)
        content: bytes = self._model.SerializeToString()
        return content
