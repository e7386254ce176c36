"""Silero VAD 6, a small neural network, through onnxruntime.

The silero-vad package requires torch, which is larger than everything else here together. The
faster-whisper package, which recognizes speech here anyway, ships the same network as an ONNX
file of 1.2 MB. It is found without importing that package, which would load its engine.

In:  `input` float32[1, 576] (the last 64 samples of the frame before, then 512 new ones),
     `h` and `c` float32[1, 1, 128] (memory of the recurrent layer).
Out: `speech_probs` float32[1], `hn` and `cn` like `h` and `c`.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from audio_io.chunk import Samples
from audio_io.vad import FRAME_SAMPLES
from configs.errors import EngineError, MissingPart

__all__ = ["SileroDetector"]

_FILE = "silero_vad_v6.onnx"
_CONTEXT_SAMPLES = 64
_MEMORY_SHAPE = (1, 1, 128)
_INSTALL = "python -m pip install 'faster-whisper>=1.2.1' onnxruntime"


class SileroDetector:
    """One stream's detector. Takes one thread of one core while it works."""

    def __init__(self) -> None:
        path = _find_network()
        try:
            import onnxruntime
        except ImportError as error:
            raise MissingPart("the Python package onnxruntime", _INSTALL) from error
        options = onnxruntime.SessionOptions()
        # Too small to share: more threads only wait for each other.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._network = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no common base class for its errors
            raise EngineError(f"the voice detector {path} cannot be loaded: {error}") from error
        self._h = self._c = np.zeros(_MEMORY_SHAPE, dtype=np.float32)
        self.reset()

    def probability(self, samples: Samples) -> float:
        """The network's own probability for the next frame."""
        self._input[0, :_CONTEXT_SAMPLES] = self._input[0, -_CONTEXT_SAMPLES:]
        self._input[0, _CONTEXT_SAMPLES:] = 0.0
        self._input[0, _CONTEXT_SAMPLES : _CONTEXT_SAMPLES + len(samples)] = samples
        found, self._h, self._c = self._network.run(
            None, {"input": self._input, "h": self._h, "c": self._c}
        )
        return float(found[0])

    def reset(self) -> None:
        """Clear the context and the recurrent layer's memory."""
        self._input = np.zeros((1, _CONTEXT_SAMPLES + FRAME_SAMPLES), dtype=np.float32)
        self._h = np.zeros(_MEMORY_SHAPE, dtype=np.float32)
        self._c = np.zeros(_MEMORY_SHAPE, dtype=np.float32)


def _find_network() -> Path:
    package = find_spec("faster_whisper")
    for folder in (package.submodule_search_locations or ()) if package else ():
        path = Path(folder) / "assets" / _FILE
        if path.is_file():
            return path
    raise MissingPart("the Silero voice detector", _INSTALL)
