"""The engines of a narration: chosen by settings and language, opened, and freed at the end."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from configs.errors import EngineError, MissingPart, ModelError
from configs.schema import Config
from model_store.store import ModelStore
from streaming.narrating.asking import NarrationEngines
from streaming.narrating.engines import open_narration_engines
from streaming.narrating.wording.words import PHRASEBOOKS
from translators.recognizer import Say
from translators.registry import EngineContext
from translators.router import create_translator
from translators.speak import Synthesizer
from translators.speaker import create_synthesizer
from translators.translate import Pair, Translator

__all__ = ["Sight", "Voicing", "open_sight"]

AUTO = "auto"
ENGLISH = "en"


class Voicing:
    """How much a voice is wanted."""

    NO, IF_POSSIBLE, YES = range(3)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a narration works with."""

    engines: NarrationEngines
    voice: Synthesizer | None

    def describe(self) -> str:
        """Who does what, for people."""
        names = self.engines.names()
        if self.voice is not None:
            names["speak"] = self.voice.traits.name
        return ", ".join(f"{role}: {name}" for role, name in names.items())


@contextmanager
def open_sight(
    config: Config, language: str, voicing: int, store: ModelStore, say: Say
) -> Iterator[Sight]:
    """Make the engines, and free them at the end of the block.

    Only a detector is indispensable. What else `auto` cannot have is done without; `say` gets a
    line about what is missing and how to get it, from any thread. Raises what the backends raise
    for an engine that was asked for by its name.
    """
    context = EngineContext(store, config.recognize.threads, config.recognize.device)
    with ExitStack() as stack:
        engines = open_narration_engines(config, context, say, stack)
        translator = _translator(config, language, context, say, stack)
        engines = replace(engines, translator=translator)
        yield Sight(engines, _voice(config, language, voicing, context, say, stack))


def _translator(
    config: Config, language: str, context: EngineContext, say: Say, stack: ExitStack
) -> Translator | None:
    """From English, for languages in which we have no sentences of our own."""
    if language in PHRASEBOOKS:
        return None
    router = create_translator(config.translate, context, [Pair(ENGLISH, language)], say)
    stack.callback(router.close)
    for notice in router.prepare():
        say(notice.message)
    return router


def _voice(
    config: Config,
    language: str,
    voicing: int,
    context: EngineContext,
    say: Say,
    stack: ExitStack,
) -> Synthesizer | None:
    if voicing == Voicing.NO:
        return None
    say(f"loading a voice for {language}")
    context = replace(context, threads=config.speak.threads)
    try:
        synthesizer = create_synthesizer(config.speak, context, language, say)
    except (MissingPart, ModelError, EngineError) as error:
        if voicing == Voicing.YES or config.speak.backend != AUTO:
            raise
        say(f"nothing is spoken: {error.in_one_line}")
        return None
    stack.callback(synthesizer.close)
    return synthesizer
