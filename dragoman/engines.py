"""The engines of a session: chosen by settings and languages, opened, and freed at the end."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from audio_io.vad import create_detector
from configs.errors import ConfigError, UnsupportedPair
from configs.schema import Config
from dragoman.job import AUTO, Wish
from model_store.store import ModelStore
from streaming.session import Engines
from translators.recognizer import Say, choose_model, create_recognizer
from translators.registry import EngineContext, backend
from translators.router import TranslatorRouter, create_translator
from translators.speak import Synthesizer
from translators.speaker import create_synthesizer
from translators.translate import Pair, TranslatedText, TranslationRequest, Translator

__all__ = ["Say", "describe", "open_engines"]

BACKEND_KEY = "translate.backend"
FROM_SOUND = "whisper"
"""The translator that is the recognizer itself."""
ENGLISH = "en"


@contextmanager
def open_engines(config: Config, wish: Wish, store: ModelStore, *, say: Say) -> Iterator[Engines]:
    """Make the engines, and free them at the end of the block.

    What can be known to be wrong without loading a model is found first. `say` gets a line about
    each step that takes long, and about each engine that is left out or failed when it was tried.
    Raises what the backends raise.
    """
    context = EngineContext(store, config.recognize.threads, config.recognize.device)
    backend("recognize", config.recognize.backend)  # an unknown engine needs no model
    model = choose_model(config.recognize, wish.source, store, say)
    from_sound = _translates_from_sound(config, wish)
    with ExitStack() as stack:
        translators = {} if from_sound else _translators(config, wish, context, say, stack)
        detector = create_detector(config.audio.vad)
        synthesizer = _synthesizer(config, wish, context, say, stack) if wish.speaks else None
        recognizer = create_recognizer(config.recognize, context, wish.source, say, model=model)
        stack.callback(recognizer.close)
        if from_sound and not recognizer.traits.translates:
            raise ConfigError(BACKEND_KEY, f"{recognizer.traits.name} cannot translate speech")
        yield Engines(recognizer, detector, translators, synthesizer, translates_speech=from_sound)


def describe(engines: Engines) -> str:
    """Who does what, for people."""
    return ", ".join(f"{role}: {name}" for role, name in engines.names().items())


def _translates_from_sound(config: Config, wish: Wish) -> bool:
    """Whether the recognizer itself is to translate, which Whisper does into English alone."""
    if config.translate.backend != FROM_SOUND or not wish.targets:
        return False
    if wish.targets != (ENGLISH,):
        raise ConfigError(BACKEND_KEY, f"{FROM_SOUND} translates into English only")
    return True


def _translators(
    config: Config, wish: Wish, context: EngineContext, say: Say, stack: ExitStack
) -> Mapping[str, Translator]:
    """A translator by target; all of them share their engines."""
    if not wish.targets:
        return {}
    pairs = [] if wish.source == AUTO else [Pair(wish.source, target) for target in wish.targets]
    router = create_translator(config.translate, context, pairs, say)
    stack.callback(router.close)
    for target in wish.targets:
        if not any(pair.target == target for pair in router.traits.pairs):
            raise UnsupportedPair("any language", target)
    for notice in router.prepare():
        say(notice.message)
    return {target: _Directed(router, Pair(wish.source, target)) for target in wish.targets}


def _synthesizer(
    config: Config, wish: Wish, context: EngineContext, say: Say, stack: ExitStack
) -> Synthesizer:
    language = wish.targets[0]
    say(f"loading a voice for {language}")
    context = replace(context, threads=config.speak.threads)
    synthesizer = create_synthesizer(config.speak, context, language, say)
    stack.callback(synthesizer.close)
    return synthesizer


class _Directed:
    """A router under the name of the engines that it uses for one pair. It closes nothing."""

    def __init__(self, router: TranslatorRouter, pair: Pair) -> None:
        self._router = router
        name = AUTO if pair.source == AUTO else _way(router, pair)
        self.traits = replace(router.traits, name=name)

    def translate(self, request: TranslationRequest) -> TranslatedText:
        """Translate by way of the router."""
        return self._router.translate(request)

    def close(self) -> None:
        """The router belongs to whoever made it."""


def _way(router: TranslatorRouter, pair: Pair) -> str:
    legs = router.route(pair)
    if len(legs) == 1:
        return legs[0].engine
    return ", ".join(f"{leg.engine} {leg.pair.source}-{leg.pair.target}" for leg in legs)
