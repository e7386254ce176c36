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
_TEXT = re.compile(
    r"\bread( it| this| that| the| what|s)|\byou read\b|\b(is|are|s) written\b|\btext\b|\bsays?\b"
    r"|\b(what|which) number\b|\bnumber (is )?on\b"
)
_SPEAKS = re.compile(r"\b(he|she|they|you|we|i) says?\b")
_LIGHT = re.compile(r"\b(is it|how)( \w+)? (dark|light|bright)\b|\blights? (is )?on\b")
_BESIDES = """
a an ahead and are at big does far front has have here in is it large left little me middle my near
of on other over picture right s side small that the there these this those to
"""
_BESIDE = frozenset(_BESIDES.split())
"""Words beside the name of a thing that make no other thing of it, as `door` does in `car door`."""
_ALIVE = "person bird cat dog horse sheep cow elephant bear zebra giraffe"
_LIVING = frozenset(_ALIVE.split())
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
    """Answers with a detector, a reader, and the pixels."""

    def __init__(
        self,
        detector: Detector | None,
        reader: Reader | None,
        *,
        owned: Iterable[Detector | Reader] = (),
    ) -> None:
        """`owned` are those that are closed with it."""
        self._detector = detector
        self._reader = reader
        self._owned = tuple(owned)
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
        """Close the engines that were made for this."""
        for engine in self._owned:
            engine.close()

    def _colour(self, frame: VideoFrame, asked: str) -> Answer:
        thing = self._thing(frame, asked)
        if thing is None or not _is_about_it(asked, thing.label):
            return UNKNOWN
        colour = colour_of(frame, thing)
        if colour.share < _LEAST_SHARE:
            return UNKNOWN
        sure = min(1.0, thing.score) * min(1.0, 0.4 + colour.share)
        return Answer(f"The {thing.label} is mostly {colour.name}.", "en", sure)

    def _text(self, frame: VideoFrame, asked: str) -> Answer:
        named = _named(asked, _LIVING)
        if self._reader is None or _SPEAKS.search(asked) or (named and "say" in asked):
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
    """Uses the detector and the reader that are there, or the first that can be had."""

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
        detector, reader = context.detector, context.reader
        owned: list[Detector | Reader] = []
        one_thread = replace(context, threads=1)
        if detector is None:
            with suppress(DragomanError):
                detector = create_detector(DetectConfig(), one_thread)
                owned.append(detector)
        if reader is None:
            with suppress(DragomanError):
                reader = create_reader(ReadConfig(), one_thread)
                owned.append(reader)
        return FactsAnswerer(detector, reader, owned=owned)


BACKEND = FactsBackend()


def _named(asked: str, labels: Iterable[str]) -> str:
    """The label that a question names; the longest one, empty if none."""
    names = _names(labels)
    found = [name for name in names if re.search(_whole(name), asked)]
    return names[max(found, key=len)] if found else ""


def _is_about_it(asked: str, label: str) -> bool:
    """Whether the colour of the thing itself is asked for, not that of something on it."""
    question = _COLOUR.split(asked)[-1]
    rest = min((re.sub(_whole(name), "", question) for name in _names((label,))), key=len)
    return set(rest.split()) <= _BESIDE


def _names(labels: Iterable[str]) -> dict[str, str]:
    names = {label: label for label in labels}
    return names | {name: label for name, label in _OTHER_NAMES.items() if label in names}


def _whole(name: str) -> str:
    return rf"\b{re.escape(name)}(s|es)?\b"


def _holds(thing: Box, point: tuple[float, float]) -> bool:
    return thing.left <= point[0] <= thing.right and thing.top <= point[1] <= thing.bottom
