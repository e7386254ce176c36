"""The engines that a narrator can ask about a picture."""

from collections.abc import Callable
from dataclasses import dataclass

from streaming.narrating.utterance import Ask, Reply, Want
from streaming.stage import Worker
from translators.describe import (
    Answerer,
    DepthEstimator,
    Describer,
    Detector,
    Reader,
    ReadText,
)
from translators.translate import Pair, TranslationRequest, Translator
from video_io.frame import VideoFrame

__all__ = ["Asking", "NarrationEngines"]

ENGLISH = "en"
MOST_KNOWN = 256
"""Translations that are kept: a narrator says the same things again and again."""
READABLE = 0.4
"""Text of which a reader is less sure is left out."""


@dataclass(frozen=True, slots=True)
class NarrationEngines:
    """What a narration works with. It does not close them: others may use them after it."""

    detector: Detector
    reader: Reader | None = None
    describer: Describer | None = None
    answerer: Answerer | None = None
    translator: Translator | None = None
    """From English, into the user's language and back."""
    depth: DepthEstimator | None = None
    """Without it, near and far come from how large things usually are."""

    @property
    def abilities(self) -> frozenset[Want]:
        """What can be asked for."""
        engines = {
            Want.READ: self.reader,
            Want.DESCRIBE: self.describer,
            Want.ANSWER: self.answerer,
        }
        return frozenset(want for want, engine in engines.items() if engine is not None)

    def names(self) -> dict[str, str]:
        """Engine by role, for people."""
        roles = {
            "detect": self.detector,
            "read": self.reader,
            "describe": self.describer,
            "answer": self.answerer,
            "translate": self.translator,
        }
        names = {role: engine.traits.name for role, engine in roles.items() if engine is not None}
        return names if self.depth is None else names | {"depth": self.depth.name}


class Asking:
    """Asks the engines, each in its own thread; translates what they ask and say."""

    def __init__(
        self,
        engines: NarrationEngines,
        language: str,
        worker: Callable[[str], Worker],
    ) -> None:
        self._engines = engines
        self._language = language
        self._worker = worker
        self._known: dict[tuple[str, str, str], str] = {}

    async def reply(self, ask: Ask, frame: VideoFrame) -> Reply:
        """What the engine says to a question about a frame. Raises `EngineError`."""
        if ask.want is Want.READ:
            return await self._read(frame)
        if ask.want is Want.DESCRIBE:
            return await self._describe(frame, detailed=ask.detailed)
        return await self._answer(frame, ask.question)

    async def translated(self, text: str, language: str) -> tuple[str, str]:
        """A text in the user's language, and that; both as they are where nobody translates it."""
        if not self._can_translate(language, self._language):
            return text, language
        return await self._translate(text, language, self._language), self._language

    async def _read(self, frame: VideoFrame) -> Reply:
        assert self._engines.reader is not None, "a reader was asked for"
        found, _ = await self._worker("read").call(self._engines.reader.read, frame)
        clear = [text for text in found if text.score >= READABLE]
        score = sum(text.score for text in clear) / len(clear) if clear else 1.0
        return Reply(_line(clear), frame.captured_s, score, self._language)

    async def _describe(self, frame: VideoFrame, *, detailed: bool) -> Reply:
        assert self._engines.describer is not None, "a describer was asked for"
        said, _ = await self._worker("describe").call(
            self._engines.describer.describe, frame, language=self._language, detailed=detailed
        )
        return Reply(said.text, frame.captured_s, said.confidence, said.language)

    async def _answer(self, frame: VideoFrame, question: str) -> Reply:
        answerer = self._engines.answerer
        assert answerer is not None, "an answerer was asked for"
        language = self._language
        if language not in answerer.traits.languages:
            question = await self._translate(question, language, ENGLISH)
            language = ENGLISH
        answer, _ = await self._worker("answer").call(
            answerer.answer, frame, question, language=language
        )
        return Reply(answer.text, frame.captured_s, answer.confidence, answer.language)

    def _can_translate(self, source: str, target: str) -> bool:
        translator = self._engines.translator
        return (
            source != target
            and translator is not None
            and Pair(source, target) in translator.traits.pairs
        )

    async def _translate(self, text: str, source: str, target: str) -> str:
        translator = self._engines.translator
        if translator is None or not self._can_translate(source, target):
            return text
        key = (text, source, target)
        if key not in self._known:
            request = TranslationRequest(text, Pair(source, target))
            made, _ = await self._worker("translate").call(translator.translate, request)
            if len(self._known) >= MOST_KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[key] = made.text
        return self._known[key]


def _line(texts: list[ReadText]) -> str:
    return ", ".join(text.text.strip() for text in texts)
