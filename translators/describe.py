"""Picture to text: what is seen and read, in words, and what engines for it must be able to do.

Places are fractions of the picture, 0..1, with the origin in its top left corner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from video_io.frame import VideoFrame

__all__ = [
    "UNKNOWN",
    "Answer",
    "Answerer",
    "Area",
    "Box",
    "DepthEstimator",
    "Describer",
    "Description",
    "Detector",
    "DetectorTraits",
    "PictureTraits",
    "ReadText",
    "Reader",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An upright rectangle of a picture. Raises `ValueError` when it is none."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (0.0 <= self.left <= self.right <= 1.0 and 0.0 <= self.top <= self.bottom <= 1.0):
            raise ValueError(f"no rectangle of a picture: {self!r}")

    @property
    def width(self) -> float:
        """Fraction of the picture's width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Fraction of the picture's height."""
        return self.bottom - self.top

    @property
    def size(self) -> float:
        """Fraction of the picture that it covers."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """Where its middle is: from the left, from the top."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlap(self, other: "Area") -> float:
        """Intersection over union, 0..1."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        shared = max(0.0, across) * max(0.0, down)
        union = self.size + other.size - shared
        return min(1.0, shared / union) if union > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Box(Area):
    """A thing that a detector saw."""

    label: str
    """English, singular, small letters: `person`, `traffic light`."""
    score: float
    """0..1; how sure the detector is, on a scale of its own."""


@dataclass(frozen=True, slots=True)
class ReadText(Area):
    """A line or a word that stands in the picture."""

    text: str
    """Not empty, without line breaks."""
    score: float
    """0..1; how sure the reader is."""


@dataclass(frozen=True, slots=True)
class DetectorTraits:
    """What a detector can see."""

    name: str
    labels: frozenset[str]
    """Every label it can give."""
    sure_from: float = 0.6
    """Below this score it is often wrong: say `possibly`."""


@dataclass(frozen=True, slots=True)
class PictureTraits:
    """What a reader, a describer or an answerer can do."""

    name: str
    languages: frozenset[str]
    """ISO 639-1 codes: of the text it reads, or of the text it writes."""


@dataclass(frozen=True, slots=True)
class Description:
    """A picture in a sentence or a few."""

    text: str
    language: str
    """ISO 639-1; the one asked for, if the engine writes it, or else English."""
    confidence: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a question about a picture; an empty text: it is not known."""

    text: str
    language: str
    """ISO 639-1; the question's, if the engine writes it, or else English."""
    confidence: float
    """0..1."""

    @property
    def is_known(self) -> bool:
        """Whether the engine knew an answer."""
        return bool(self.text)


UNKNOWN = Answer("", "en", 0.0)
"""The answer of an engine that does not know."""


@runtime_checkable
class Detector(Protocol):
    """Finds things. Calls may come from any thread, one at a time; so for all engines here."""

    @property
    def traits(self) -> DetectorTraits:
        """What it can see."""
        ...

    def detect(self, frame: VideoFrame) -> tuple[Box, ...]:
        """What it sees, surest first; raises `EngineError` when it fails."""
        ...

    def close(self) -> None:
        """Free the model. No call may follow, but another `close`."""
        ...


@runtime_checkable
class Reader(Protocol):
    """Reads the text in a picture."""

    @property
    def traits(self) -> PictureTraits:
        """What it can read."""
        ...

    def read(self, frame: VideoFrame) -> tuple[ReadText, ...]:
        """Text in the order a person would read it; raises `EngineError` when it fails."""
        ...

    def close(self) -> None:
        """Free the model. No call may follow, but another `close`."""
        ...


@runtime_checkable
class Describer(Protocol):
    """Says in a sentence what a picture shows."""

    @property
    def traits(self) -> PictureTraits:
        """What it can write."""
        ...

    def describe(
        self, frame: VideoFrame, *, language: str = "en", detailed: bool = False
    ) -> Description:
        """A sentence, or several if `detailed`; raises `EngineError` when it fails."""
        ...

    def close(self) -> None:
        """Free the model. No call may follow, but another `close`."""
        ...


@runtime_checkable
class Answerer(Protocol):
    """Answers questions about a picture."""

    @property
    def traits(self) -> PictureTraits:
        """What it can be asked in, and answers in."""
        ...

    def answer(self, frame: VideoFrame, question: str, *, language: str = "en") -> Answer:
        """Answer, or say that it is not known; raises `EngineError` when it fails."""
        ...

    def close(self) -> None:
        """Free the model. No call may follow, but another `close`."""
        ...


@runtime_checkable
class DepthEstimator(Protocol):
    """Tells near from far, without a scale: never metres."""

    @property
    def name(self) -> str:
        """The engine's name."""
        ...

    def nearness(self, frame: VideoFrame, areas: Sequence[Area]) -> NDArray[np.float32]:
        """float32[len(areas)]: 0 for the farthest point of this picture, 1 for the nearest.

        Raises `EngineError` when it fails.
        """
        ...

    def close(self) -> None:
        """Free the model. No call may follow, but another `close`."""
        ...
