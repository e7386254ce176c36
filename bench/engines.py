"""The engines that scores are computed with, from the same settings as the run."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from configs.load import load_config
from configs.schema import Config
from model_store.store import ModelStore, open_store
from translators.recognize import Recognizer
from translators.registry import EngineContext, backend
from translators.router import create_translator
from translators.translate import Pair, TranslationRequest

__all__ = ["ECHO_MODEL", "needed_models", "open_recognizer", "open_translator", "read_settings"]

ECHO_MODEL = "whisper-base"
"""What recognises the spoken translation again."""


def read_settings(changes: Sequence[str] = ()) -> tuple[Config, ModelStore]:
    """The settings of a run, and the models' cache that belongs to them."""
    config = load_config("light", overrides=changes).config
    return config, open_store(config.models)


def needed_models(config: Config, store: ModelStore, pair: Pair) -> list[str]:
    """Those of the profile's models that interpreting this pair uses."""
    entries = [store.entry(name) for name in config.models.wanted]
    hearing = [one.name for one in entries if one.role == "recognize" and one.knows(pair.source)]
    best = [name for name in config.recognize.candidates if name in hearing]
    return [
        *best[:1],
        *(one.name for one in entries if one.role == "translate" and one.pair == pair),
        *(one.name for one in entries if one.engine == "kokoro" and one.knows(pair.target)),
    ]


@contextmanager
def open_translator(
    config: Config, store: ModelStore, pair: Pair
) -> Iterator[Callable[[str], str]]:
    """The engine that the run uses for the pair. Raises `UnsupportedPair`."""
    context = EngineContext(store, config.recognize.threads)
    router = create_translator(config.translate, context, [pair], lambda line: None)
    try:
        yield lambda text: router.translate(TranslationRequest(text, pair)).text
    finally:
        router.close()


@contextmanager
def open_recognizer(config: Config, store: ModelStore, model: str) -> Iterator[Recognizer]:
    """A Whisper model of the catalogue, fetched where it is missing."""
    context = EngineContext(store, config.recognize.threads, "cpu")
    maker = backend("recognize", "faster_whisper")
    recognizer = cast("Recognizer", maker.create({"model": model}, context))
    try:
        yield recognizer
    finally:
        recognizer.close()
