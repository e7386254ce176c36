"""Engines of pictures for several users at once: one call at a time, and closed by none of them."""

from threading import Lock

from translators.describe import Box, Detector, DetectorTraits, PictureTraits, Reader, ReadText
from video_io.frame import VideoFrame

__all__ = ["SharedDetector", "SharedReader"]


class SharedDetector:
    """A detector that may be called from several threads."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._turn = Lock()

    @property
    def traits(self) -> DetectorTraits:
        """What it can see."""
        return self._detector.traits

    def detect(self, frame: VideoFrame) -> tuple[Box, ...]:
        """What it sees, when it is this caller's turn."""
        with self._turn:
            return self._detector.detect(frame)

    def close(self) -> None:
        """It belongs to whoever made it."""


class SharedReader:
    """A reader that may be called from several threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._turn = Lock()

    @property
    def traits(self) -> PictureTraits:
        """What it can read."""
        return self._reader.traits

    def read(self, frame: VideoFrame) -> tuple[ReadText, ...]:
        """What it reads, when it is this caller's turn."""
        with self._turn:
            return self._reader.read(frame)

    def close(self) -> None:
        """It belongs to whoever made it."""
