"""SmolVLM2 by transformers: describes a picture and answers about it (256M and 500M, Apache)."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from translators.backends.picture_network import (
    PictureNetwork,
    Written,
    check_network,
    load_network,
    picture,
)
from translators.describe import UNKNOWN, Answer, Description, PictureTraits
from translators.options import check_options, number_option
from translators.registry import EngineContext, Usability
from video_io.frame import VideoFrame

__all__ = ["ANSWERING", "BACKEND", "SmolVlm", "is_shrug"]

MODEL = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct"
_SHORT = "Describe this picture in one short sentence."
_DETAILED = "Describe this picture in detail: what is where, people, colours and text."
_ASK = "{question} Answer in a few words. If the picture does not show it, answer: unknown."
_PROCESSOR = "Idefics3Processor"
"""Its own does the same for pictures, and needs torchvision, for films."""
_SHRUG = re.compile(
    r"unknown|unclear|not (known|shown|visible|clear)|cannot|can't|don't know|unable"
)
_LEAST_CONFIDENCE = 0.35


def is_shrug(text: str) -> bool:
    """Whether an answer says in its own words that there is none."""
    return not text.strip() or _SHRUG.search(text.casefold()) is not None


class SmolVlm:
    """Writes English; also asked in it."""

    def __init__(
        self, network: PictureNetwork, *, least_confidence: float = _LEAST_CONFIDENCE
    ) -> None:
        self._network = network
        self._least_confidence = least_confidence
        self.traits = PictureTraits(f"smolvlm {network.name}", frozenset({"en"}))

    def describe(
        self, frame: VideoFrame, *, language: str = "en", detailed: bool = False
    ) -> Description:
        """One sentence, or several if `detailed`; English whatever the language."""
        text, written = self._ask(frame, _DETAILED if detailed else _SHORT, 160 if detailed else 40)
        return Description(text, "en", written.confidence)

    def answer(self, frame: VideoFrame, question: str, *, language: str = "en") -> Answer:
        """A few words; not known if it says so itself, or if it is not sure of its words."""
        if not question.strip():
            return UNKNOWN
        text, written = self._ask(frame, _ASK.format(question=question.strip()), 30)
        if is_shrug(text) or written.confidence < self._least_confidence:
            return UNKNOWN
        return Answer(text, "en", written.confidence)

    def close(self) -> None:
        """Free the network."""
        self._network.close()

    def _ask(self, frame: VideoFrame, request: str, longest: int) -> tuple[str, Written]:
        processor = self._network.processor
        content = [{"type": "image"}, {"type": "text", "text": request}]
        prompt = processor.apply_chat_template(
            [{"role": "user", "content": content}], add_generation_prompt=True
        )
        inputs = self._network.prepare(text=prompt, images=[picture(frame.rgb)])
        written = self._network.write(inputs, longest=longest)
        text = processor.tokenizer.decode(written.tokens, skip_special_tokens=True)
        return " ".join(text.split()), written


class SmolVlmBackend:
    """Describes, or answers. Options: `model` (a folder or a repository), `least_confidence`."""

    def __init__(self, role: Literal["describe", "answer"]) -> None:
        self._role = role

    def check(self, context: EngineContext) -> Usability:
        """Packages and model."""
        return check_network(MODEL)

    def create(self, options: Mapping[str, Any], context: EngineContext) -> SmolVlm:
        """Load the network."""
        check_options(self._role, options, ("model", "least_confidence"))
        least = number_option(self._role, options, "least_confidence", _LEAST_CONFIDENCE, 0.0, 1.0)
        model = str(options.get("model", MODEL))
        kind = "SmolVLMForConditionalGeneration"
        network = load_network(self._role, model, kind, context, processor=_PROCESSOR)
        return SmolVlm(network, least_confidence=least)


BACKEND = SmolVlmBackend("describe")
ANSWERING = SmolVlmBackend("answer")
