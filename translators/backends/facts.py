"""Answers from what can be measured: the colour of a thing, the text, the light.

No language model: it knows a handful of questions, in English, and says so about all others. What
there is, how many and where, the narrator answers by itself.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from configs.camera_config import DetectConfig, ReadConfig
from configs.errors import DragomanError
from translators.colours import colour_of
from translators.describe import UNKNOWN, Answer, Box, Detector, PictureTraits, Reader
from translators.options import check_options
from translators.registry import EngineContext, Usability, backend, backend_names
from translators.sight import create_detector, create_reader
from video_io.frame import VideoFrame
from video_io.quality import quality_of

__all__ = ["BACKEND", "FactsAnswerer"]

_COLOUR = re.compile(r"\bcolou?rs?\b")
_TEXT = re.compile(r"\b(read|say|says|written|write|text|number|name|sign)\b")
_LIGHT = re.compile(r"\b(dark|light|bright|lit|night)\b")
_PEOPLE = "man woman boy girl child men women boys girls children people somebody someone anybody"
_OTHER_NAMES = {
    **dict.fromkeys(_PEOPLE.split(), "person"),
    "bike": "bicycle",
    "plane": "airplane",
    "motorbike": "motorcycle",
    "sofa": "couch",
    "phone": "cell phone",
    "television": "tv",
    "table": "dining table",
    "plant": "potted plant",
    "pickup": "truck",
    "lorry": "truck",
    "bag": "handbag",
    "ball": "sports ball",
}
_LIGHT_WORDS = {
    "dark": "It is dark.",
    "dim": "The light is dim.",
    "bright": "It is light.",
    "very bright": "It is very bright.",
}
_LEAST_SHARE = 0.33
"""Of a thing, that must have a colour for the thing to have it."""


class FactsAnswerer:
    """Answers with a detector, a reader, and the pixels. It closes the engines only if asked to."""

    def __init__(
        self, detector: Detector | None, reader: Reader | None, *, owns_engines: bool = False
    ) -> None:
        self._detector = detector
        self._reader = reader
        self._owns_engines = owns_engines
        self.traits = PictureTraits("facts", frozenset({"en"}))

    def answer(self, frame: VideoFrame, question: str, *, language: str = "en") -> Answer:
        """Answer a question asked in English; one in another language is not known."""
        asked = " ".join(re.findall(r"[a-z]+", question.casefold()))
        if language != "en" or not asked:
            return UNKNOWN
        if _COLOUR.search(asked):
            return self._colour(frame, asked)
        if _TEXT.search(asked):
            return self._text(frame, asked)
        if _LIGHT.search(asked):
            return Answer(_LIGHT_WORDS[quality_of(frame.rgb).light], "en", 0.9)
        return UNKNOWN

    def close(self) -> None:
        """Close the engines if they were made for this."""
        for engine in (self._detector, self._reader):
            if engine is not None and self._owns_engines:
                engine.close()

    def _colour(self, frame: VideoFrame, asked: str) -> Answer:
        thing = self._thing(frame, asked)
        if thing is None:
            return UNKNOWN
        colour = colour_of(frame, thing)
        if colour.share < _LEAST_SHARE:
            return UNKNOWN
        sure = min(1.0, thing.score) * min(1.0, 0.4 + colour.share)
        return Answer(f"The {thing.label} is mostly {colour.name}.", "en", sure)

    def _text(self, frame: VideoFrame, asked: str) -> Answer:
        if self._reader is None:
            return UNKNOWN
        found = self._reader.read(frame)
        thing = self._thing(frame, asked)
        if thing is not None:
            found = tuple(text for text in found if _holds(thing, text.centre))
        if re.search(r"\bnumber\b", asked):
            found = tuple(t for t in found if any(sign.isdigit() for sign in t.text))
        if not found:
            return UNKNOWN
        score = min(text.score for text in found)
        return Answer(", ".join(text.text for text in found), "en", score)

    def _thing(self, frame: VideoFrame, asked: str) -> Box | None:
        """The largest thing of the kind that is named; None if none is, or none is seen."""
        if self._detector is None:
            return None
        label = _named(asked, self._detector.traits.labels)
        boxes = self._detector.detect(frame) if label else ()
        return max((b for b in boxes if b.label == label), key=lambda box: box.size, default=None)


class FactsBackend:
    """Uses the first detector and the first reader that can be had."""

    def check(self, context: EngineContext) -> Usability:
        """Usable when either can be used; light it can tell without both."""
        found = [
            f"{name}"
            for role in ("detect", "read")
            for name in backend_names(role)
            if backend(role, name).check(context).usable
        ]
        return Usability(True, f"colours, text, light; with {', '.join(found) or 'nothing'}")

    def create(self, options: Mapping[str, Any], context: EngineContext) -> FactsAnswerer:
        """No options. A detector or reader that cannot be had is done without."""
        check_options("answer", options, ())
        detector: Detector | None = None
        reader: Reader | None = None
        one_thread = replace(context, threads=1)
        with suppress(DragomanError):
            detector = create_detector(DetectConfig(), one_thread)
        with suppress(DragomanError):
            reader = create_reader(ReadConfig(), one_thread)
        return FactsAnswerer(detector, reader, owns_engines=True)


BACKEND = FactsBackend()


def _named(asked: str, labels: Iterable[str]) -> str:
    """The label that a question names; the longest one, empty if none."""
    names = {label: label for label in labels}
    names |= {name: label for name, label in _OTHER_NAMES.items() if label in names}
    found = [name for name in names if re.search(rf"\b{re.escape(name)}(s|es)?\b", asked)]
    return names[max(found, key=len)] if found else ""


def _holds(thing: Box, point: tuple[float, float]) -> bool:
    return thing.left <= point[0] <= thing.right and thing.top <= point[1] <= thing.bottom
