"""Translators for tests: a fake that records and fails on demand, and a store without a network."""

from collections.abc import Mapping
from pathlib import Path

from configs.errors import EngineError, UnsupportedPair
from model_store.catalogue import Catalogue, load_catalogue
from model_store.store import ModelStore
from translators.registry import EngineContext
from translators.translate import Pair, TranslatedText, TranslationRequest, TranslatorTraits

EN_ES, ES_EN, EN_PT, ES_PT = Pair("en", "es"), Pair("es", "en"), Pair("en", "pt"), Pair("es", "pt")


class FakeTranslator:
    """Answers `name:text`; raises the errors it was given, one a call, before it answers."""

    def __init__(self, name: str, *pairs: Pair, forces_prefix: bool = False) -> None:
        self.traits = TranslatorTraits(name, frozenset(pairs), forces_prefix)
        self.requests: list[TranslationRequest] = []
        self.errors: list[Exception] = []
        self.closed = 0

    def translate(self, request: TranslationRequest) -> TranslatedText:
        if request.pair not in self.traits.pairs:
            raise UnsupportedPair(*request.pair)
        self.requests.append(request)
        if self.errors:
            raise self.errors.pop(0)
        return TranslatedText(f"{request.prefix}{self.traits.name}:{request.text}")

    def fail(self, times: int) -> None:
        """Fail so many of the next calls."""
        self.errors += [EngineError("broken")] * times

    def close(self) -> None:
        self.closed += 1


def offline_store(cache: Path, models: Mapping[str, object] | None = None) -> ModelStore:
    """The real catalogue (or another one) over an empty cache, and no network."""
    catalogue = load_catalogue() if models is None else Catalogue(models)
    return ModelStore(catalogue, cache, offline=True)


def offline_context(cache: Path) -> EngineContext:
    return EngineContext(offline_store(cache))
