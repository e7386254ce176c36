"""The voice for a language: the first engine that speaks it and starts."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

from configs.errors import ConfigError, DragomanError, UnsupportedLanguage
from configs.schema import SpeakConfig
from translators.registry import Backend, EngineContext, backend
from translators.speak import Synthesizer

__all__ = ["SpeakBackend", "create_synthesizer"]

AUTO = "auto"


@runtime_checkable
class SpeakBackend(Backend, Protocol):
    """A backend that can tell, before it loads anything, which languages it would speak."""

    def options_for(
        self, language: str, options: Mapping[str, Any], context: EngineContext
    ) -> Mapping[str, Any] | None:
        """The options that make an engine which speaks the language; None when there is none."""
        ...


def _ignore(line: str) -> None:
    """Say nothing."""


def create_synthesizer(
    config: SpeakConfig,
    context: EngineContext,
    language: str,
    say: Callable[[str], None] = _ignore,
) -> Synthesizer:
    """Make the engine that `config.backend` names; with `auto`, the first of `config.backends`.

    There one that does not speak the language is passed over, and so is one that does not start:
    `say` gets a line about that.
    Raises `UnsupportedLanguage` when no engine speaks it, `ConfigError` for an unknown voice, and
    what the last engine raised when all failed.
    """
    if config.backend != AUTO:
        return _created(config, context, config.backend, language)
    if config.options:
        raise ConfigError("speak.options", "belong to one engine; set speak.backend too")
    failed: DragomanError | None = None
    for name in config.backends:
        try:
            return _created(config, context, name, language)
        except UnsupportedLanguage:
            continue
        except ConfigError:
            raise
        except DragomanError as error:
            failed = error
            say(f"{name} cannot speak {language}: {error}")
    raise failed or UnsupportedLanguage("every speech engine", language)


def _created(config: SpeakConfig, context: EngineContext, name: str, language: str) -> Synthesizer:
    maker = backend("speak", name)
    options: Mapping[str, Any] | None = config.options
    if isinstance(maker, SpeakBackend):
        options = maker.options_for(language, config.options, context)
    if options is None:
        raise UnsupportedLanguage(name, language)
    engine: Synthesizer = maker.create(options, context)
    try:
        _check(engine, config, language)
    except DragomanError:
        engine.close()
        raise
    return engine


def _check(engine: Synthesizer, config: SpeakConfig, language: str) -> None:
    traits = engine.traits
    if language not in traits.languages:
        raise UnsupportedLanguage(traits.name, language, traits.languages)
    names = [voice.name for voice in traits.voices if language in voice.languages]
    if config.voice and config.voice not in names:
        raise ConfigError("speak.voice", f"unknown voice {config.voice!r}", allowed=names)
