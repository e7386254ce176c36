"""Detectors in ONNX: FastestDet (1 MB, from the catalogue), YOLOX, RF-DETR."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from configs.errors import ConfigError, EngineError, MissingPart, ModelError
from model_store.store import ModelStore
from translators.boxes import suppress
from translators.coco import CATEGORY_NAMES, NAMES
from translators.describe import Box, DetectorTraits
from translators.detector_layouts import LAYOUTS, Candidates, Layout, guess_layout
from translators.onnx_options import session_options
from translators.options import check_options, number_option
from translators.registry import EngineContext, Usability
from video_io.frame import VideoFrame

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["BACKEND", "OnnxDetector"]

MODEL = "fastestdet-coco"
_INSTALL = "python -m pip install 'onnxruntime>=1.20'"
_OPTIONS = ("model", "layout", "labels", "least_score", "sure_from")
_LEAST_SCORE = 0.5
_SURE_FROM = 0.65
_MOST = 60
"""Boxes of one picture: nobody can be told of more."""


class OnnxDetector:
    """Runs a network in ONNX Runtime and reads its answer by its layout."""

    def __init__(
        self,
        session: "InferenceSession",
        layout: Layout,
        labels: Mapping[int, str],
        *,
        name: str,
        least_score: float = _LEAST_SCORE,
        sure_from: float = _SURE_FROM,
    ) -> None:
        self._session: InferenceSession | None = session
        self._input = session.get_inputs()[0].name
        self._layout = layout
        self._labels = labels
        self._least_score = least_score
        self.traits = DetectorTraits(name, frozenset(labels.values()), sure_from)

    def detect(self, frame: VideoFrame) -> tuple[Box, ...]:
        """What it sees, surest first."""
        if self._session is None:
            raise EngineError(f"{self.traits.name} is closed")
        try:
            outputs = self._session.run(None, {self._input: self._layout.prepare(frame.rgb)})
            found = self._layout.decode(outputs, frame.rgb)
        except Exception as error:  # ONNX Runtime has many kinds, none of them public
            raise EngineError(f"{self.traits.name}: {error}") from error
        return self._boxes(found)

    def close(self) -> None:
        """Free the network."""
        self._session = None

    def _boxes(self, found: Candidates) -> tuple[Box, ...]:
        likely = np.flatnonzero(found.scores >= self._least_score)
        boxes, scores = np.clip(found.boxes[likely], 0.0, 1.0), found.scores[likely]
        kinds = found.kinds[likely]
        kept = suppress(boxes, scores, kinds)
        made = []
        for number in kept[:_MOST]:
            label = self._labels.get(int(kinds[number]))
            left, top, right, bottom = (float(value) for value in boxes[number])
            if label is not None and left < right and top < bottom:
                score = min(1.0, float(scores[number]))
                made.append(Box(label, score, left=left, top=top, right=right, bottom=bottom))
        return tuple(made)


class OnnxDetectorBackend:
    """A model of the catalogue, or any `.onnx` file of a known layout."""

    def check(self, context: EngineContext) -> Usability:
        """Usable when a model is in the cache."""
        if find_spec("onnxruntime") is None:
            return Usability(False, "the package onnxruntime is missing", _INSTALL)
        names = [entry.name for entry in context.store.entries("detect", "onnx_detector")]
        here = [name for name in names if context.store.has(name)]
        if here:
            return Usability(True, f"at hand: {', '.join(here)}")
        return Usability(False, "no model yet", f"dragoman models pull {MODEL}")

    def create(self, options: Mapping[str, Any], context: EngineContext) -> OnnxDetector:
        """Make a detector.

        Options: `model` (a catalogue name or an .onnx file), `layout` (or auto), `labels` (a file
        with a name a line; COCO's without it), `least_score`, `sure_from`.
        """
        check_options("detect", options, _OPTIONS)
        path = _model_file(str(options.get("model", MODEL)), context.store)
        session = _session(path, context)
        layout = _layout(session, str(options.get("layout", "auto")), path)
        return OnnxDetector(
            session,
            layout,
            _labels(options, layout),
            name=path.stem,
            least_score=number_option("detect", options, "least_score", _LEAST_SCORE, 0.0, 1.0),
            sure_from=number_option("detect", options, "sure_from", _SURE_FROM, 0.0, 1.0),
        )


BACKEND = OnnxDetectorBackend()


def _model_file(model: str, store: ModelStore) -> Path:
    if model.endswith(".onnx"):
        path = Path(model).expanduser()
        if not path.is_file():
            raise ConfigError("detect.options.model", f"there is no file {path}")
        return path
    folder = store.ensure(model)
    found = sorted(folder.glob("*.onnx"))
    if not found:
        raise ModelError(f"the model {model} has no .onnx file")
    return found[0]


def _session(path: Path, context: EngineContext) -> "InferenceSession":
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingPart("the package onnxruntime", _INSTALL) from error
    settings, providers = session_options(context.threads), _providers(context.device)
    try:
        return onnxruntime.InferenceSession(str(path), settings, providers=providers)
    except Exception as error:  # its own kinds derive from nothing public
        raise ModelError(f"{path} cannot be loaded: {error}") from error


def _providers(device: str) -> list[str]:
    import onnxruntime

    here = onnxruntime.get_available_providers()
    card = ["CUDAExecutionProvider"] if device != "cpu" and "CUDAExecutionProvider" in here else []
    return [*card, "CPUExecutionProvider"]


def _layout(session: "InferenceSession", name: str, path: Path) -> Layout:
    key = "detect.options.layout"
    if name == "auto":
        name = guess_layout([output.shape for output in session.get_outputs()])
        if not name:
            raise ConfigError(key, f"that of {path} is not known; say it", allowed=sorted(LAYOUTS))
    if name not in LAYOUTS:
        raise ConfigError(key, f"unknown layout {name!r}", allowed=("auto", *sorted(LAYOUTS)))
    height, width = _size(session.get_inputs()[0].shape)
    return LAYOUTS[name](width, height)


def _size(shape: Sequence[Any]) -> tuple[int, int]:
    """Height and width; 640 for a network that takes any."""
    sides = [side if isinstance(side, int) and side > 0 else 640 for side in shape[-2:]]
    return sides[0], sides[1]


def _labels(options: Mapping[str, Any], layout: Layout) -> Mapping[int, str]:
    if "labels" not in options:
        return CATEGORY_NAMES if layout.numbers_of_coco else dict(enumerate(NAMES))
    try:
        lines = Path(str(options["labels"])).expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("detect.options.labels", f"cannot be read: {error}") from error
    return {number: line.strip() for number, line in enumerate(lines) if line.strip()}
