"""What Kokoro and Piper have in common: espeak-ng, onnxruntime, and how a graph is opened."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from audio_io.chunk import Samples
from configs.errors import EngineError, MissingPart
from translators.onnx_options import session_options
from translators.phonemes import espeak_program
from translators.registry import Usability

__all__ = ["need_parts", "open_graph", "parts_missing", "run_graph"]


def need_parts() -> None:
    """Raise `MissingPart` unless espeak-ng and onnxruntime are installed; load neither."""
    espeak_program()
    if find_spec("onnxruntime") is None:
        raise MissingPart("onnxruntime", "pip install onnxruntime")


def parts_missing() -> Usability | None:
    """The part that is not installed, as the answer to a check; None when all are."""
    try:
        need_parts()
    except MissingPart as error:
        return Usability(False, f"{error.what} is not installed", error.command)
    return None


def open_graph(path: Path, threads: int) -> Any:
    """An onnxruntime session on the processor; `EngineError` when the file is no such graph."""
    need_parts()
    import onnxruntime

    options = session_options(threads)
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # onnxruntime raises a dozen classes of its own that share no base but Exception.
        raise EngineError(f"{path} is not a voice for onnxruntime: {_first_line(error)}") from error


def run_graph(session: Any, feed: Mapping[str, NDArray[Any]]) -> Samples:
    """What the graph says, float32[n]; `EngineError` when it fails."""
    try:
        samples: Samples = session.run(None, dict(feed))[0]
    except Exception as error:
        # As above.
        raise EngineError(f"the voice failed: {_first_line(error)}") from error
    return samples.reshape(-1)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
