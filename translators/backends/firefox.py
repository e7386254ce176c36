"""Firefox Translations models, run by `fxtranslate`: 22 MB and a few milliseconds a sentence.

A translator of `fxtranslate` belongs to the thread that made it: even dropping it elsewhere is an
error. So one thread of our own makes, uses and drops them all: they are local to it, and go when it
ends, whether we are closed or the program ends without that.

The library keeps Python's interpreter lock while it works, 0.2 ms a character, so that a long text
would stop every other thread. That is why texts are cut to `MAX_CHARS` a call.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configs.errors import ConfigError, EngineError, MissingPart, ModelUnavailable, UnsupportedPair
from model_store.store import ModelStore
from translators.languages import find_language
from translators.options import check_options
from translators.pieces import pieces, printable
from translators.registry import EngineContext, Usability
from translators.translate import Pair, TranslatedText, TranslationRequest, TranslatorTraits

if TYPE_CHECKING:
    from fxtranslate import Translator as NativeTranslator

__all__ = ["BACKEND", "MAX_CHARS", "FirefoxTranslator"]

MAX_CHARS = 300
"""Longest text of one call: about 60 ms."""
_INSTALL = "python -m pip install 'fxtranslate>=0.5'"

Locate = Callable[[], Path]
"""Finds a model's folder; may fetch it, and raises `ModelError` when it cannot."""


class _Models(threading.local):
    """The models of the thread that asks."""

    def __init__(self) -> None:
        self.loaded: dict[Pair, NativeTranslator] = {}


class FirefoxTranslator:
    """Translates with one small model for each direction, loaded when it is first needed."""

    def __init__(self, models: Mapping[Pair, Locate]) -> None:
        self._models = models
        self._traits = TranslatorTraits("firefox", frozenset(models))
        self._own = _Models()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="firefox")

    @property
    def traits(self) -> TranslatorTraits:
        """What this engine can do."""
        return self._traits

    def translate(self, request: TranslationRequest) -> TranslatedText:
        """Translate, in calls of at most `MAX_CHARS` characters."""
        if request.pair not in self._models:
            raise UnsupportedPair(*request.pair)
        parts = pieces(printable(request.text), lambda piece: len(piece) <= MAX_CHARS)
        done = [self._worker.submit(self._translate, request.pair, part) for part in parts]
        return TranslatedText(" ".join(future.result() for future in done).strip())

    def close(self) -> None:
        """End the thread, which drops the models; what it was asked for before is still done."""
        self._worker.shutdown()

    def _translate(self, pair: Pair, text: str) -> str:
        loaded = self._own.loaded
        if pair not in loaded:
            loaded[pair] = _load(self._models[pair]())
        try:
            return loaded[pair].translate_long(text)
        except BaseException as error:  # a panic of the native code is no `Exception`
            del loaded[pair]
            raise EngineError(f"firefox {pair.source}-{pair.target}: {error}") from error


class FirefoxBackend:
    """Catalogue models, and those that fxtranslate itself has cached or, if asked, can fetch."""

    def check(self, context: EngineContext) -> Usability:
        """Usable when the package is there; the detail names the pairs at hand."""
        if find_spec("fxtranslate") is None:
            return Usability(False, "the package fxtranslate is missing", _INSTALL)
        here = {pair for pair, name in _catalogue(context.store).items() if context.store.has(name)}
        names = sorted(f"{pair.source}-{pair.target}" for pair in here | set(_own_cache()))
        return Usability(True, f"at hand: {', '.join(names)}" if names else "no model yet")

    def create(self, options: Mapping[str, Any], context: EngineContext) -> FirefoxTranslator:
        """Options: `download` (true or false) adds every pair that Mozilla's server offers."""
        if find_spec("fxtranslate") is None:
            raise MissingPart("the package fxtranslate", _INSTALL)
        check_options("translate", options, ("download",))
        download = options.get("download", False)
        if not isinstance(download, bool):
            raise ConfigError(
                "translate.options.download", f"{download!r} is wrong", allowed=("true", "false")
            )
        offered = _mozilla() if download and not context.store.offline else {}
        return FirefoxTranslator({**offered, **_own_cache(), **_store_models(context.store)})


BACKEND = FirefoxBackend()


def _catalogue(store: ModelStore) -> dict[Pair, str]:
    entries = store.entries(role="translate", engine="firefox")
    return {Pair(*entry.pair): entry.name for entry in entries if entry.pair}


def _store_models(store: ModelStore) -> dict[Pair, Locate]:
    """Models of the catalogue; what is not in the cache counts only while it may be fetched."""
    return {
        pair: partial(store.ensure, name)
        for pair, name in _catalogue(store).items()
        if store.has(name) or not store.offline
    }


def _pair(source: str, target: str) -> Pair | None:
    codes = find_language(source), find_language(target)
    return Pair(codes[0], codes[1]) if codes[0] and codes[1] else None


def _own_cache() -> dict[Pair, Locate]:
    """Models that fxtranslate keeps in its own cache."""
    from fxtranslate import Cache

    cache = Cache()
    found: dict[Pair, Locate] = {}
    for item in cache.list_cached():
        folder = Path(cache.root) / str(item["name"])
        pair = _pair(*folder.name.split("-")[:2]) if "-" in folder.name else None
        if pair is not None:
            found[pair] = folder.absolute
    return found


def _mozilla() -> dict[Pair, Locate]:
    """Every pair on Mozilla's server; raises `ModelUnavailable` when it does not answer."""
    from fxtranslate import discovery

    try:
        offered = discovery.model_pairs(discovery.fetch_records_body())
    except ValueError as error:
        attempts = [(discovery.records_url(), str(error))]
        raise ModelUnavailable("list of Firefox Translations", attempts) from error
    named = ((source, target, _pair(source, target)) for source, target in offered)
    return {pair: partial(_fetch, source, target) for source, target, pair in named if pair}


def _fetch(source: str, target: str) -> Path:
    from fxtranslate import Cache, discovery

    name = f"{source}-{target}"
    try:
        discovery.add_models(source, target)
    except ValueError as error:
        attempts = [(discovery.records_url(), str(error))]
        raise ModelUnavailable(f"firefox {name}", attempts) from error
    return Path(Cache().root) / name


def _load(folder: Path) -> "NativeTranslator":
    """A translator from the files of a folder: model, one or two vocabularies, shortlist."""
    from fxtranslate import Translator

    def read(*patterns: str) -> bytes | None:
        found = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
        return found[0].read_bytes() if found else None

    model = read("model.*.bin")
    source = read("srcvocab.*.spm", "vocab.*.spm")
    target = read("trgvocab.*.spm", "vocab.*.spm")
    if model is None or source is None or target is None:
        raise EngineError(f"{folder}: needs model.*.bin and vocab.*.spm")
    try:
        return Translator(model, source, target, read("lex.*.bin"))
    except ValueError as error:
        raise EngineError(f"{folder}: {error}") from error
