"""Florence-2 by transformers: one sentence, or a paragraph, about a picture (0.23B, MIT)."""

from collections.abc import Mapping
from typing import Any

from translators.backends.picture_network import (
    PictureNetwork,
    check_network,
    load_network,
    picture,
)
from translators.describe import Description, PictureTraits
from translators.options import check_options
from translators.registry import EngineContext, Usability
from video_io.frame import VideoFrame

__all__ = ["BACKEND", "Florence2Describer"]

MODEL = "florence-community/Florence-2-base-ft"
_SHORT, _DETAILED = "<CAPTION>", "<MORE_DETAILED_CAPTION>"
_LONGEST = {_SHORT: 40, _DETAILED: 160}


class Florence2Describer:
    """Writes English."""

    def __init__(self, network: PictureNetwork) -> None:
        self._network = network
        self.traits = PictureTraits(f"florence2 {network.name}", frozenset({"en"}))

    def describe(
        self, frame: VideoFrame, *, language: str = "en", detailed: bool = False
    ) -> Description:
        """One sentence, or a paragraph if `detailed`; English whatever the language."""
        task = _DETAILED if detailed else _SHORT
        inputs = self._network.prepare(text=task, images=picture(frame.rgb))
        written = self._network.write(inputs, longest=_LONGEST[task])
        tokenizer = self._network.processor.tokenizer
        text = tokenizer.decode(written.tokens, skip_special_tokens=True)
        return Description(" ".join(text.split()), "en", written.confidence)

    def close(self) -> None:
        """Free the network."""
        self._network.close()


class Florence2Backend:
    """Option: `model`, a folder or a repository of the hub."""

    def check(self, context: EngineContext) -> Usability:
        """Packages and model."""
        return check_network(MODEL)

    def create(self, options: Mapping[str, Any], context: EngineContext) -> Florence2Describer:
        """Load the network."""
        check_options("describe", options, ("model",))
        model = str(options.get("model", MODEL))
        network = load_network("describe", model, "Florence2ForConditionalGeneration", context)
        return Florence2Describer(network)


BACKEND = Florence2Backend()
