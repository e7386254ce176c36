"""Text in pictures by RapidOCR: PaddleOCR's networks in ONNX Runtime, which its wheel carries."""

import logging
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from configs.errors import EngineError, MissingPart
from translators.describe import PictureTraits, ReadText
from translators.options import check_options, number_option
from translators.reading import in_reading_order, looks_like_text
from translators.registry import EngineContext, Usability
from video_io.frame import Pixels, VideoFrame

__all__ = ["BACKEND", "RapidOcrReader"]

_INSTALL = "python -m pip install 'dragoman[camera]'"
_LATIN = "ca cs da de en es et eu fi fr ga gl hr hu id is it la lt lv nl no pl pt ro sk sl sq sv tr"
_LANGUAGES = frozenset((*_LATIN.split(), "el", "ja", "zh"))
"""Those whose letters its network knows."""
_LEAST_SCORE = 0.75
_WIDER_SCORE = 0.95
"""How sure a wider reading must be to take the place of the first."""


class _Line(NamedTuple):
    """Found text; places in pixels."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


class RapidOcrReader:
    """Finds lines of text, reads them, and looks whether each goes on at its ends.

    The network that finds lines often cuts off a first or last letter that is set apart by its
    colour or a logo. So each line is read once more with some room at its ends; 60 ms a line.
    """

    def __init__(self, engine: Any, *, least_score: float = _LEAST_SCORE) -> None:
        self._engine = engine
        self._least_score = least_score
        self.traits = PictureTraits("rapidocr", _LANGUAGES)

    def read(self, frame: VideoFrame) -> tuple[ReadText, ...]:
        """Lines in reading order."""
        if self._engine is None:
            raise EngineError("rapidocr is closed")
        try:
            lines = self._lines(frame.rgb)
            lines = [self._widened(line, lines, frame.rgb) for line in lines]
        except Exception as error:  # of ONNX Runtime, OpenCV or its own
            raise EngineError(f"rapidocr: {error}") from error
        return in_reading_order(_as_text(line, frame) for line in lines)

    def close(self) -> None:
        """Free the networks."""
        self._engine = None

    def _lines(self, rgb: Pixels) -> list[_Line]:
        # Its settings stay from one call to the next, so all of them are said each time.
        found = self._engine(_bgr(rgb), use_det=True, use_cls=False, use_rec=True)
        if found.txts is None or found.boxes is None:
            return []
        lines = []
        for text, score, box in zip(found.txts, found.scores, found.boxes):
            (left, top), (right, bottom) = np.min(box, axis=0), np.max(box, axis=0)
            plain = " ".join(text.split())
            if score >= self._least_score and looks_like_text(plain):
                places = float(left), float(top), float(right), float(bottom)
                lines.append(_Line(plain, float(score), *places))
        return lines

    def _widened(self, line: _Line, lines: list[_Line], rgb: Pixels) -> _Line:
        wider = _room(line, lines, rgb.shape[1])
        part = rgb[int(line.top) : int(line.bottom) + 1, int(wider.left) : int(wider.right) + 1]
        if min(part.shape[:2]) < 4:
            return line
        found = self._engine(_bgr(part), use_det=False, use_cls=False, use_rec=True)
        if not found.txts or found.scores[0] < _WIDER_SCORE:
            return line
        text = " ".join(found.txts[0].split())
        if len(text) > len(line.text) and line.text.casefold() in text.casefold():
            return wider._replace(text=text, score=float(found.scores[0]))
        return line


class RapidOcrBackend:
    """Needs the extra `camera`; no model is fetched."""

    def check(self, context: EngineContext) -> Usability:
        """Usable when the packages are there."""
        missing = _missing()
        if missing:
            return Usability(False, f"the extra camera is missing ({missing})", _INSTALL)
        return Usability(True, "its models came with it")

    def create(self, options: Mapping[str, Any], context: EngineContext) -> RapidOcrReader:
        """Option: `least_score`."""
        check_options("read", options, ("least_score",))
        least = number_option("read", options, "least_score", _LEAST_SCORE, 0.0, 1.0)
        missing = _missing()
        if missing:
            raise MissingPart(f"the extra camera ({missing})", _INSTALL)
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        from rapidocr import RapidOCR

        settings = {
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": context.threads,
        }
        return RapidOcrReader(RapidOCR(params=settings), least_score=least)


BACKEND = RapidOcrBackend()


def _missing() -> str:
    return ", ".join(name for name in ("rapidocr", "cv2") if find_spec(name) is None)


def _bgr(rgb: Pixels) -> NDArray[np.uint8]:
    return np.ascontiguousarray(rgb[:, :, ::-1])


def _room(line: _Line, lines: list[_Line], width: int) -> _Line:
    """The line with as much more at each end as it is high, up to its neighbours."""
    height = line.bottom - line.top
    beside = [
        other
        for other in lines
        if other is not line and other.top < line.bottom and other.bottom > line.top
    ]
    left = max([line.left - height, 0.0, *(o.right for o in beside if o.left < line.left)])
    right = min([line.right + height, width - 1.0, *(o.left for o in beside if o.left > line.left)])
    return line._replace(left=min(left, line.left), right=max(right, line.right))


def _as_text(line: _Line, frame: VideoFrame) -> ReadText:
    def share(value: float, whole: int) -> float:
        return min(1.0, max(0.0, value / whole))

    return ReadText(
        line.text,
        min(1.0, line.score),
        left=share(line.left, frame.width),
        top=share(line.top, frame.height),
        right=share(line.right, frame.width),
        bottom=share(line.bottom, frame.height),
    )
