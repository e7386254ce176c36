"""Neural translation by CTranslate2: OPUS-MT, M2M100 and NLLB models, with forced prefixes.

The layouts are known to `ctranslate2_model`; here models are found, loaded when they are first
needed, and given texts that are short enough. CTranslate2 itself is safe to call from any thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from configs.errors import ConfigError, MissingPart, UnsupportedPair
from model_store.store import ModelStore
from translators.backends.ctranslate2_model import Ctranslate2Model, Decoding, Prefix, pairs_of
from translators.languages import language_code
from translators.options import check_options
from translators.pieces import pieces, printable
from translators.registry import EngineContext, Usability
from translators.translate import Pair, TranslatedText, TranslationRequest, TranslatorTraits

__all__ = ["BACKEND", "Ctranslate2Translator", "Options"]

_KEY = "translate.options"
_PACKAGES = ("ctranslate2", "sentencepiece")
Load = Callable[[Path], Ctranslate2Model]
Locate = Callable[[], Path]
"""Finds a model's folder; may fetch it, and raises `ModelError` when it cannot."""


@dataclass(frozen=True, slots=True)
class Options:
    """What can be set under `translate.options`."""

    model: str = ""
    """A folder or a catalogue name; empty: the catalogue's models, cached ones first."""
    source: str = ""
    """The model's source language, where its name and vocabulary do not say it."""
    target: str = ""
    beam: int = 2
    """1 is fastest; from 4 on nothing is gained."""
    no_repeat_ngram: int = 3
    """When a translation runs in a loop: no run of so many tokens comes twice; 0 lets it loop."""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Options":
        """Options from settings; `ConfigError` names a key or value that cannot be."""
        known = cls.__dataclass_fields__
        check_options("translate", values, known)
        for key, value in values.items():
            kind = type(known[key].default)
            if type(value) is not kind:
                raise ConfigError(f"{_KEY}.{key}", f"{value!r} is not of type {kind.__name__}")
        return cls(**values)

    def __post_init__(self) -> None:
        if not 1 <= self.beam <= 8:
            raise ConfigError(f"{_KEY}.beam", f"{self.beam} is out of range", allowed=("1 to 8",))
        if not 0 <= self.no_repeat_ngram <= 16:
            raise ConfigError(
                f"{_KEY}.no_repeat_ngram",
                f"{self.no_repeat_ngram} is out of range",
                allowed=("0 to 16",),
            )


class Ctranslate2Translator:
    """Models by direction; one that knows many directions is loaded once."""

    def __init__(self, folders: Mapping[Pair, Locate], load: Load) -> None:
        self._folders = folders
        self._load = load
        self._found: dict[Pair, Path] = {}
        self._loaded: dict[Path, Ctranslate2Model] = {}
        self._traits = TranslatorTraits("ctranslate2", frozenset(folders), forces_prefix=True)

    @property
    def traits(self) -> TranslatorTraits:
        """What this engine can do."""
        return self._traits

    def translate(self, request: TranslationRequest) -> TranslatedText:
        """Translate; the prefix of a text that must be cut belongs to its first piece."""
        if request.pair not in self._folders:
            raise UnsupportedPair(*request.pair)
        text = printable(request.text).strip()
        if not text:
            return TranslatedText("")
        model = self._model(request.pair)
        prefix = Prefix(request.prefix, request.prefix_bias)
        done = []
        for piece in pieces(text, model.fits):
            done.append(model.translate(piece, request.pair, prefix))
            prefix = Prefix()
        return TranslatedText(" ".join(part for part in done if part))

    def close(self) -> None:
        """Unload the models."""
        while self._loaded:
            self._loaded.popitem()[1].close()

    def _model(self, pair: Pair) -> Ctranslate2Model:
        folder = self._found.get(pair) or self._folders[pair]()
        self._found[pair] = folder
        if folder not in self._loaded:
            self._loaded[folder] = self._load(folder)
        return self._loaded[folder]


class Ctranslate2Backend:
    """A model that the options name, or those of the catalogue."""

    def check(self, context: EngineContext) -> Usability:
        """Usable when the packages are there; the detail names the models at hand."""
        missing = _missing()
        if missing:
            return Usability(False, f"missing: {', '.join(missing)}", _install(missing))
        names = [entry.name for entry in context.store.entries("translate", "ctranslate2")]
        here = [name for name in names if context.store.has(name)]
        return Usability(True, f"at hand: {', '.join(here)}" if here else "no model yet")

    def create(self, options: Mapping[str, Any], context: EngineContext) -> Ctranslate2Translator:
        """See `Options`. A model that is named and not there yet is fetched."""
        missing = _missing()
        if missing:
            raise MissingPart(" and ".join(missing), _install(missing))
        chosen = Options.read(options)
        decoding = Decoding(chosen.beam, chosen.no_repeat_ngram)

        def load(folder: Path) -> Ctranslate2Model:
            return Ctranslate2Model(
                folder, device=context.device, threads=context.threads, decoding=decoding
            )

        folders = _named(chosen, context) if chosen.model else _catalogue(context.store)
        return Ctranslate2Translator(folders, load)


BACKEND = Ctranslate2Backend()


def _missing() -> list[str]:
    return [name for name in _PACKAGES if find_spec(name) is None]


def _install(missing: list[str]) -> str:
    return f"python -m pip install {' '.join(missing)}"


def _named(options: Options, context: EngineContext) -> dict[Pair, Locate]:
    """The directions of the model that the options name."""
    source = language_code(options.source, f"{_KEY}.source") if options.source else None
    target = language_code(options.target, f"{_KEY}.target") if options.target else None
    folder = Path(options.model).expanduser()
    if not folder.is_dir():
        if folder.is_absolute() or options.model.startswith((".", "~")):
            raise ConfigError(f"{_KEY}.model", f"there is no folder {options.model}")
        entry = context.store.entry(options.model)
        if entry.role != "translate" or entry.engine != "ctranslate2":
            raise ConfigError(f"{_KEY}.model", f"{entry.name} is not a model for ctranslate2")
        folder = context.store.ensure(entry.name)
        if entry.pair:
            return {Pair(*entry.pair): folder.absolute}
    return dict.fromkeys(pairs_of(folder, source, target), folder.absolute)


def _catalogue(store: ModelStore) -> dict[Pair, Locate]:
    """Directions of all cached models, then of those that may be fetched, in the catalogue's order.

    A model for many languages counts when it is cached: only its vocabulary names them.
    """
    entries = store.entries("translate", "ctranslate2")
    found: dict[Pair, Locate] = {}
    for entry in (entry for entry in entries if store.has(entry.name)):
        folder = store.path(entry.name)
        for pair in [Pair(*entry.pair)] if entry.pair else pairs_of(folder, None, None):
            found.setdefault(pair, folder.absolute)
    for entry in entries:
        if entry.pair and not store.offline:
            found.setdefault(Pair(*entry.pair), partial(store.ensure, entry.name))
    return found
