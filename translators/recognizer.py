"""The recognizer for a language: the settings' engine with the first model that fits."""

from collections.abc import Callable

from configs.errors import ModelAbsent, ModelUnavailable, UnsupportedLanguage
from configs.schema import RecognizeConfig
from model_store.store import ModelStore
from translators.recognize import Recognizer
from translators.registry import EngineContext, backend

__all__ = ["Say", "choose_model", "create_recognizer"]

AUTO = "auto"

Say = Callable[[str], None]
"""Takes a line for the user."""


def create_recognizer(
    config: RecognizeConfig, context: EngineContext, language: str, say: Say, *, model: str
) -> Recognizer:
    """Load the engine of the settings with a model that `choose_model` chose ("" for its own).

    Raises `UnsupportedLanguage` for a language (ISO 639-1 code or `auto`) that it does not know,
    and what the backend raises.
    """
    say(f"loading {model or config.backend}")
    options = {**config.options, **({"model": model} if model else {})}
    recognizer: Recognizer = backend("recognize", config.backend).create(options, context)
    traits = recognizer.traits
    if language != AUTO and language not in traits.languages:
        recognizer.close()
        raise UnsupportedLanguage(traits.name, language, traits.languages)
    return recognizer


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


def _check_model(model: str, language: str, store: ModelStore) -> None:
    """A model of the catalogue tells its languages before it is loaded."""
    entry = next((entry for entry in store.entries("recognize") if entry.name == model), None)
    if entry is not None and language != AUTO and not entry.knows(language):
        raise UnsupportedLanguage(model, language, entry.languages)
