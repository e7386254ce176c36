"""BLIP by transformers: a caption, or an answer to a question, in a few words (BSD-3)."""

from collections.abc import Mapping
from typing import Any

from translators.backends.picture_network import (
    PictureNetwork,
    check_network,
    load_network,
    picture,
)
from translators.describe import UNKNOWN, Answer, Description, PictureTraits
from translators.options import check_options, number_option
from translators.registry import EngineContext, Usability
from video_io.frame import VideoFrame

__all__ = ["ANSWERING", "BACKEND", "BlipAnswerer", "BlipDescriber"]

CAPTION_MODEL = "Salesforce/blip-image-captioning-base"
ANSWER_MODEL = "Salesforce/blip-vqa-base"
_LEAST_CONFIDENCE = 0.3


class BlipDescriber:
    """Writes an English caption."""

    def __init__(self, network: PictureNetwork) -> None:
        self._network = network
        self.traits = PictureTraits(f"blip {network.name}", frozenset({"en"}))

    def describe(
        self, frame: VideoFrame, *, language: str = "en", detailed: bool = False
    ) -> Description:
        """A caption; it has no more to say if asked for details."""
        inputs = self._network.prepare(images=picture(frame.rgb))
        written = self._network.write(inputs, longest=40)
        text = self._network.processor.decode(written.tokens, skip_special_tokens=True)
        return Description(" ".join(text.split()), "en", written.confidence)

    def close(self) -> None:
        """Free the network."""
        self._network.close()


class BlipAnswerer:
    """Answers in a word or two of English."""

    def __init__(
        self, network: PictureNetwork, *, least_confidence: float = _LEAST_CONFIDENCE
    ) -> None:
        self._network = network
        self._least_confidence = least_confidence
        self.traits = PictureTraits(f"blip {network.name}", frozenset({"en"}))

    def answer(self, frame: VideoFrame, question: str, *, language: str = "en") -> Answer:
        """A word or two; not known if it is not sure: it never says so itself."""
        if not question.strip():
            return UNKNOWN
        inputs = self._network.prepare(images=picture(frame.rgb), text=question.strip())
        written = self._network.write(inputs, longest=12)
        text = self._network.processor.decode(written.tokens, skip_special_tokens=True).strip()
        if not text or written.confidence < self._least_confidence:
            return UNKNOWN
        return Answer(text, "en", written.confidence)

    def close(self) -> None:
        """Free the network."""
        self._network.close()


class BlipBackend:
    """Describes. Option: `model`, a folder or a repository of the hub."""

    def check(self, context: EngineContext) -> Usability:
        """Packages and model."""
        return check_network(CAPTION_MODEL)

    def create(self, options: Mapping[str, Any], context: EngineContext) -> BlipDescriber:
        """Load the network."""
        check_options("describe", options, ("model",))
        model = str(options.get("model", CAPTION_MODEL))
        return BlipDescriber(
            load_network("describe", model, "BlipForConditionalGeneration", context)
        )


class BlipAnswerBackend:
    """Answers. Options: `model`, `least_confidence`."""

    def check(self, context: EngineContext) -> Usability:
        """Packages and model."""
        return check_network(ANSWER_MODEL)

    def create(self, options: Mapping[str, Any], context: EngineContext) -> BlipAnswerer:
        """Load the network."""
        check_options("answer", options, ("model", "least_confidence"))
        least = number_option("answer", options, "least_confidence", _LEAST_CONFIDENCE, 0.0, 1.0)
        model = str(options.get("model", ANSWER_MODEL))
        network = load_network("answer", model, "BlipForQuestionAnswering", context)
        return BlipAnswerer(network, least_confidence=least)


BACKEND = BlipBackend()
ANSWERING = BlipAnswerBackend()
