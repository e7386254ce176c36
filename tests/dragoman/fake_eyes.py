"""Engines for pictures that need no model: a person ahead, and the text EXIT."""

from tests.fakes import FakeBackend
from translators.describe import Answer, Box, Description, DetectorTraits, PictureTraits, ReadText
from video_io.frame import VideoFrame

ENGLISH = frozenset({"en"})


class FakeEyes:
    """Sees the same in every picture."""

    def __init__(self) -> None:
        self.traits = DetectorTraits("fake eyes", frozenset({"person", "dog"}), 0.5)

    def detect(self, frame: VideoFrame) -> tuple[Box, ...]:
        return (Box(left=0.4, top=0.2, right=0.6, bottom=0.9, label="person", score=0.9),)

    def close(self) -> None:
        pass


class FakeGlasses:
    """Reads, describes and answers."""

    def __init__(self) -> None:
        self.traits = PictureTraits("fake glasses", ENGLISH)

    def read(self, frame: VideoFrame) -> tuple[ReadText, ...]:
        return (ReadText(left=0.1, top=0.1, right=0.3, bottom=0.2, text="EXIT", score=0.9),)

    def describe(
        self, frame: VideoFrame, *, language: str = "en", detailed: bool = False
    ) -> Description:
        return Description("Somebody waits at a door.", "en", 0.9)

    def answer(self, frame: VideoFrame, question: str, *, language: str = "en") -> Answer:
        return Answer("Red.", "en", 0.9)

    def close(self) -> None:
        pass


DETECT = FakeBackend(FakeEyes())
READ = DESCRIBE = ANSWER = FakeBackend(FakeGlasses())
