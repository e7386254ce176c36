"""People and faces by what comes with OpenCV: for machines where no detector can be had.

Walking people by histograms of gradients, faces by a cascade of Haar features. Both were the
state of the art in 2005: they miss most people who sit or are cut off.
"""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

from configs.errors import EngineError, MissingPart
from translators.boxes import Floats, suppress
from translators.describe import Box, DetectorTraits
from translators.options import check_options, number_option
from translators.registry import EngineContext, Usability
from video_io.frame import Pixels, VideoFrame
from video_io.scaling import within

__all__ = ["BACKEND", "OpenCvPeople"]

_INSTALL = "python -m pip install 'dragoman[camera]'"
_LONGEST = 640
_LEAST_SCORE = 0.65
_SURE_FROM = 0.85
_PERSON, _FACE = "person", "face"
_FACES = "haarcascade_frontalface_alt2.xml"
_FACE_SCORE = 0.7
"""Of every face: what the cascade weighs tells a face from a cat no better than that."""


class OpenCvPeople:
    """Says `person` and `face`."""

    def __init__(self, cv2: Any, *, least_score: float = _LEAST_SCORE) -> None:
        self._cv2 = cv2
        self._least_score = least_score
        self._walkers: Any = cv2.HOGDescriptor()
        self._walkers.setSVMDetector(cv2.HOGDescriptor_getDefaultPeopleDetector())
        self._faces: Any = cv2.CascadeClassifier(cv2.data.haarcascades + _FACES)
        self.traits = DetectorTraits("opencv_people", frozenset({_PERSON, _FACE}), _SURE_FROM)

    def detect(self, frame: VideoFrame) -> tuple[Box, ...]:
        """People and faces, surest first."""
        if self._walkers is None:
            raise EngineError("opencv_people is closed")
        small = within(frame.rgb, _LONGEST)
        try:
            found = [*self._people(small), *self._looking(small)]
        except self._cv2.error as error:
            raise EngineError(f"opencv_people: {error}") from error
        return tuple(sorted(found, key=lambda box: -box.score))

    def close(self) -> None:
        """Free what was loaded."""
        self._walkers = self._faces = None

    def _people(self, rgb: Pixels) -> Iterator[Box]:
        if rgb.shape[0] < 128 or rgb.shape[1] < 64:  # its window
            return
        places, weights = self._walkers.detectMultiScale(
            rgb, winStride=(8, 8), padding=(8, 8), scale=1.05
        )
        # Its margin is 0 at the border between person and not; from 1 on it is rarely wrong.
        scores = 1 / (1 + np.exp(-2.0 * np.ravel(weights)))
        yield from self._boxes(_PERSON, places, scores, rgb)

    def _looking(self, rgb: Pixels) -> Iterator[Box]:
        grey = self._cv2.cvtColor(rgb, self._cv2.COLOR_RGB2GRAY)
        places = self._faces.detectMultiScale(
            grey, scaleFactor=1.1, minNeighbors=5, minSize=(24, 24)
        )
        scores = np.full(len(places), _FACE_SCORE)
        yield from self._boxes(_FACE, places, scores, rgb)

    def _boxes(self, label: str, places: Any, scores: Any, rgb: Pixels) -> Iterator[Box]:
        if not len(places):
            return
        height, width = rgb.shape[:2]
        corner = np.asarray(places, np.float32)
        corner[:, 2:] += corner[:, :2]
        boxes: Floats = np.clip(corner / np.array([width, height] * 2, np.float32), 0, 1)
        for number in suppress(boxes, np.asarray(scores), np.zeros(len(boxes), np.intp)):
            score = float(scores[number])
            if score >= self._least_score:
                left, top, right, bottom = (float(value) for value in boxes[number])
                yield Box(label, score, left=left, top=top, right=right, bottom=bottom)


class OpenCvPeopleBackend:
    """Needs the extra `camera`; no model is fetched."""

    def check(self, context: EngineContext) -> Usability:
        """Usable when OpenCV 4 is there: 5 has no such detectors any more."""
        if find_spec("cv2") is None:
            return Usability(False, "the extra camera is missing (cv2)", _INSTALL)
        return Usability(True, "people and faces only")

    def create(self, options: Mapping[str, Any], context: EngineContext) -> OpenCvPeople:
        """Option: `least_score`."""
        check_options("detect", options, ("least_score",))
        least = number_option("detect", options, "least_score", _LEAST_SCORE, 0.0, 1.0)
        try:
            import cv2
        except ImportError as error:
            raise MissingPart("the extra camera (cv2)", _INSTALL) from error
        if not hasattr(cv2, "HOGDescriptor"):
            raise MissingPart(f"OpenCV 4 (here is {cv2.__version__})", _INSTALL)
        return OpenCvPeople(cv2, least_score=least)


BACKEND = OpenCvPeopleBackend()
