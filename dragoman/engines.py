"""The engines of a session: chosen by settings and languages, opened, and freed at the end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from audio_io.vad import create_detector
from configs.errors import (
    ConfigError,
    ModelAbsent,
    ModelUnavailable,
    UnsupportedLanguage,
    UnsupportedPair,
)
from configs.schema import Config, RecognizeConfig
from dragoman.job import AUTO, Wish
from model_store.store import ModelStore
from streaming.session import Engines
from translators.recognize import Recognizer
from translators.registry import EngineContext, backend
from translators.router import TranslatorRouter, create_translator
from translators.speak import Synthesizer
from translators.speaker import create_synthesizer
from translators.translate import Pair, TranslatedText, TranslationRequest, Translator

__all__ = ["Say", "choose_model", "describe", "open_engines"]

BACKEND_KEY = "translate.backend"
FROM_SOUND = "whisper"
"""The translator that is the recognizer itself."""
ENGLISH = "en"

Say = Callable[[str], None]
"""Takes a line for the user."""


@contextmanager
def open_engines(
    config: Config, wish: Wish, store: ModelStore, *, say: Say, warn: Say
) -> Iterator[Engines]:
    """Make the engines, and free them at the end of the block.

    What can be known to be wrong without loading a model is found first. `say` gets a line about
    each step that takes long, `warn` one for each engine that failed and was replaced, from any
    thread, then and later. Raises what the backends raise.
    """
    context = EngineContext(store, config.recognize.threads, config.recognize.device)
    maker = backend("recognize", config.recognize.backend)
    model = choose_model(config.recognize, wish.source, store, say)
    from_sound = _translates_from_sound(config, wish)
    with ExitStack() as stack:
        translators = {} if from_sound else _translators(config, wish, context, warn, stack)
        detector = create_detector(config.audio.vad)
        synthesizer = _synthesizer(config, wish, context, say, stack) if wish.speaks else None
        say(f"loading {model or config.recognize.backend}")
        options = {**config.recognize.options, **({"model": model} if model else {})}
        recognizer: Recognizer = maker.create(options, context)
        stack.callback(recognizer.close)
        _check_language(recognizer, wish.source)
        if from_sound and not recognizer.traits.translates:
            raise ConfigError(BACKEND_KEY, f"{recognizer.traits.name} cannot translate speech")
        yield Engines(recognizer, detector, translators, synthesizer, translates_speech=from_sound)


def choose_model(config: RecognizeConfig, language: str, store: ModelStore, say: Say) -> str:
    """The model that `config.model` names, or with `auto` the first candidate that fits.

    A candidate fits if it knows the language (all of them, for the language `auto`) and is here
    or can be had. Empty when none of the candidates is for the engine: it then has its own way.
    """
    if config.model != AUTO:
        _check_model(config.model, language, store)
        return config.model
    entries = [store.entry(name) for name in config.candidates]
    entries = [entry for entry in entries if entry.engine == config.backend]
    fitting = [entry.name for entry in entries if entry.knows(language)]
    if entries and not fitting:
        known = {code for entry in entries for code in entry.languages}
        raise UnsupportedLanguage("each of recognize.candidates", language, known)
    for name in fitting:
        try:
            store.ensure(name)
        except (ModelAbsent, ModelUnavailable) as error:
            if name == fitting[-1]:
                raise
            say(f"{error}; trying the next model")
        else:
            return name
    return ""


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


def _check_model(model: str, language: str, store: ModelStore) -> None:
    """A model of the catalogue tells its languages before it is loaded."""
    entry = next((entry for entry in store.entries("recognize") if entry.name == model), None)
    if entry is not None and language != AUTO and not entry.knows(language):
        raise UnsupportedLanguage(model, language, entry.languages)


def _check_language(recognizer: Recognizer, language: str) -> None:
    traits = recognizer.traits
    if language != AUTO and language not in traits.languages:
        raise UnsupportedLanguage(traits.name, language, traits.languages)


def _translators(
    config: Config, wish: Wish, context: EngineContext, warn: Say, stack: ExitStack
) -> Mapping[str, Translator]:
    """A translator by target; all of them share their engines."""
    if not wish.targets:
        return {}
    pairs = [] if wish.source == AUTO else [Pair(wish.source, target) for target in wish.targets]
    router = create_translator(config.translate, context, pairs, warn)
    stack.callback(router.close)
    for target in wish.targets:
        if not any(pair.target == target for pair in router.traits.pairs):
            raise UnsupportedPair("any language", target)
    router.prepare()
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
