"""One translator over several engines: who translates a pair, through what, and what if it fails.

A pair goes to the first engine that has it. When that one fails, the next engine that has the pair
takes over, and at last a way through a pivot language: English first, then any other. The terms of
the glossary are held whoever translates, and what was just translated is remembered.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from configs.errors import ConfigError, DragomanError, EngineError, UnsupportedPair
from configs.schema import TranslateConfig
from model_store.store import ModelStore
from translators.backends.apertium import install_command
from translators.forced_terms import force_terms
from translators.glossary import Glossary, read_glossary
from translators.languages import language_name
from translators.registry import EngineContext, backend
from translators.translate import (
    Notice,
    Pair,
    TranslatedText,
    TranslationRequest,
    Translator,
    TranslatorTraits,
)
from translators.translation_memory import TranslationMemory

__all__ = ["Leg", "TranslatorRouter", "create_translator", "how_to_get"]

PIVOT = "en"
"""The pivot that is tried first: most models translate from it or into it."""
MAX_PIVOTS = 3
"""Pivots that are tried before a pair is given up."""
MAX_FAILURES = 3
"""After so many failures in a row an engine is not asked for the pair again."""
REMEMBERED = 512
"""Translations that are kept to be given again."""
Warn = Callable[[str], None]


class Leg(NamedTuple):
    """One step of a route: which engine translates what."""

    engine: str
    pair: Pair


class TranslatorRouter:
    """A `Translator` made of others, asked in their order. It closes them."""

    def __init__(
        self,
        engines: Sequence[Translator],
        *,
        hint: Callable[[Pair], str] = lambda pair: "",
        needed: Iterable[Pair] = (),
        glossary: Glossary | None = None,
        remembers: int = 0,
    ) -> None:
        self._engines = engines
        self._hint = hint
        self._glossary = glossary or Glossary()
        self._memory = TranslationMemory(remembers)
        self._needed = frozenset(needed)
        self._failures: Counter[tuple[str, Pair]] = Counter()
        self._onward: dict[str, set[str]] = {}
        for pair in (pair for engine in engines for pair in engine.traits.pairs):
            self._onward.setdefault(pair.source, set()).add(pair.target)
        self._traits = TranslatorTraits(
            "router",
            _reachable(self._onward),
            forces_prefix=self._all(lambda traits: traits.forces_prefix),
            forces_terms=True,
            uses_context=self._all(lambda traits: traits.uses_context),
        )

    @property
    def traits(self) -> TranslatorTraits:
        """Pairs with an engine or a pivot; a prefix is forced if every needed pair's engine does.

        Without needed pairs every engine must. The same holds for context; terms are always forced.
        """
        return self._traits

    def route(self, pair: Pair) -> tuple[Leg, ...]:
        """Who would translate the pair now; raises `UnsupportedPair`."""
        paths = self._paths(pair)
        if not paths:
            raise UnsupportedPair(*pair, self._hint(pair))
        return tuple(Leg(next(self._having(leg)).traits.name, leg) for leg in paths[0])

    def prepare(self) -> tuple[Notice, ...]:
        """Load what the needed pairs need, so that the first sentence does not wait for it.

        What happened on the way. Raises what `translate` raises.
        """
        answers = [self.translate(TranslationRequest(".", pair)) for pair in self._needed]
        return tuple(notice for answer in answers for notice in answer.notices)

    def translate(self, request: TranslationRequest) -> TranslatedText:
        """Translate; a text already in the target language comes back as it is.

        An engine that failed and was replaced is in the answer's notices. Raises `UnsupportedPair`;
        when all failed, what the engine raised, or an `EngineError` that names them all.
        """
        if not request.text.strip():
            return TranslatedText("")
        if request.pair.source == request.pair.target:
            return TranslatedText(request.text)
        terms = (*self._glossary.renderings(request.pair), *request.terms)
        log = _Log()
        found = force_terms(
            replace(request, terms=terms), lambda plain: self._remembered(plain, log)
        )
        return replace(found, notices=tuple(dict.fromkeys(log.notices)))

    def _remembered(self, request: TranslationRequest, log: "_Log") -> TranslatedText:
        known = self._memory.get(request)
        if known is None:
            known = self._translated(request, log)
            self._memory.put(request, known)
        return known

    def _translated(self, request: TranslationRequest, log: "_Log") -> TranslatedText:
        for legs in self._paths(request.pair):
            try:
                return self._along(legs, request, log)
            except _NobodyDid:
                continue
        raise log.failure() or UnsupportedPair(*request.pair, self._hint(request.pair))

    def close(self) -> None:
        """Close all engines, even when one of them fails to."""
        with ExitStack() as stack:
            for engine in self._engines:
                stack.callback(engine.close)

    def _along(
        self, legs: Sequence[Pair], request: TranslationRequest, log: "_Log"
    ) -> TranslatedText:
        """Translate leg by leg; the prefix is for the last one, the context for the first."""
        text, context = request.text, request.context
        for leg in legs[:-1]:
            text = self._leg(TranslationRequest(text, leg, context=context), log)
            context = ""
        last = replace(request, text=text, pair=legs[-1], context=context)
        return TranslatedText(self._leg(last, log), tuple(leg.target for leg in legs[:-1]))

    def _leg(self, request: TranslationRequest, log: "_Log") -> str:
        """Ask the engines that have the pair, one after the other. Raises `_NobodyDid`."""
        for engine in list(self._having(request.pair)):
            key = (engine.traits.name, request.pair)
            try:
                answer = engine.translate(request)
            except DragomanError as error:
                # a model that cannot be had will not be had in a second either
                self._failures[key] += 1 if isinstance(error, EngineError) else MAX_FAILURES
                log.failed(key[0], request.pair, error)
            else:
                del self._failures[key]
                log.notices += answer.notices
                return answer.text
        raise _NobodyDid

    def _having(self, pair: Pair) -> Iterator[Translator]:
        """Engines that have the pair and did not just fail again and again; else all that have it.

        An engine given up is better than none: it may have recovered.
        """
        having = [engine for engine in self._engines if pair in engine.traits.pairs]
        return iter([engine for engine in having if self._is_sound(engine, pair)] or having)

    def _is_sound(self, engine: Translator, pair: Pair) -> bool:
        return self._failures[engine.traits.name, pair] < MAX_FAILURES

    def _paths(self, pair: Pair) -> list[tuple[Pair, ...]]:
        """Ways from source to target: direct, by English, by another language; sound ones first."""
        targets = self._onward.get(pair.source, set())
        pivots = {code for code in targets if pair.target in self._onward.get(code, ())}
        ranked = sorted(pivots - set(pair), key=lambda code: (code != PIVOT, code))
        paths: list[tuple[Pair, ...]] = [(pair,)] if pair.target in targets else []
        paths += [(Pair(pair.source, by), Pair(by, pair.target)) for by in ranked[:MAX_PIVOTS]]
        return sorted(paths, key=lambda path: not all(map(self._can, path)))

    def _can(self, pair: Pair) -> bool:
        """Whether a sound engine has the pair."""
        return any(self._is_sound(engine, pair) for engine in self._having(pair))

    def _all(self, can: Callable[[TranslatorTraits], bool]) -> bool:
        """Whether the engines of all needed pairs can do something."""
        able = {engine.traits.name for engine in self._engines if can(engine.traits)}
        last = {self.route(pair)[-1].engine for pair in self._needed if self._paths(pair)}
        names = last or {engine.traits.name for engine in self._engines}
        return bool(names) and names <= able


class _NobodyDid(Exception):
    """A leg of a way that no engine managed."""


class _Log:
    """What happened while one request was translated."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self._errors: list[DragomanError] = []

    def failed(self, engine: str, pair: Pair, error: DragomanError) -> None:
        """Somebody else is asked instead."""
        line = f"translation {pair.source}-{pair.target} by {engine} failed: {error}"
        self.notices.append(Notice("engine_replaced", line))
        self._errors.append(error)

    def failure(self) -> DragomanError | None:
        """What to raise when nobody managed; None when nobody was asked."""
        if len(self._errors) < 2:
            return next(iter(self._errors), None)
        lines = dict.fromkeys(notice.message for notice in self.notices)
        return EngineError("; ".join(lines))


def _reachable(onward: Mapping[str, set[str]]) -> frozenset[Pair]:
    """Every pair with a direct way or one pivot."""
    found: set[Pair] = set()
    for source, direct in onward.items():
        targets = direct.union(*(onward.get(code, ()) for code in direct)) - {source}
        found.update(Pair(source, target) for target in targets)
    return frozenset(found)


def how_to_get(pair: Pair, store: ModelStore) -> str:
    """The commands that may make a pair possible; empty when there are none.

    A catalogue model for the pair, else one for many languages, and a Debian package.
    """
    entries = [one for one in store.entries(role="translate") if one.commercial]
    wanted = [entry.name for entry in entries if entry.pair == pair]
    wanted = wanted or [entry.name for entry in entries if entry.pair is None]
    commands = [f"dragoman models pull {name}" for name in wanted[:1]]
    commands += filter(None, [install_command(pair)])
    names = f"{language_name(pair.source)} to {language_name(pair.target)}"
    return f"for {names} run: {' or: '.join(commands)}" if commands else ""


def create_translator(
    config: TranslateConfig,
    context: EngineContext,
    pairs: Iterable[Pair],
    on_warning: Warn,
) -> TranslatorRouter:
    """The translator that the settings ask for, with the engines for `pairs` found but not loaded.

    `auto` takes every engine of `config.backends` that is usable here; `on_warning` gets a line for
    each that is left out. Raises `ConfigError` for wrong settings or a wrong glossary,
    `MissingPart` for an engine that was named and is not installed, and `UnsupportedPair` for a
    pair that cannot be had.
    """
    glossary = read_glossary(Path(config.glossary).expanduser()) if config.glossary else None
    if config.backend == "auto":
        engines = _usable(config, context, on_warning)
    else:
        engines = [backend("translate", config.backend).create(config.options, context)]
    needed = [pair for pair in pairs if pair.source != pair.target]
    router = TranslatorRouter(
        engines,
        hint=lambda pair: how_to_get(pair, context.store),
        needed=needed,
        glossary=glossary,
        remembers=REMEMBERED,
    )
    try:
        for pair in needed:
            router.route(pair)
    except UnsupportedPair:
        router.close()
        raise
    return router


def _usable(config: TranslateConfig, context: EngineContext, warn: Warn) -> list[Translator]:
    if config.options:
        raise ConfigError("translate.options", "belong to one engine: set translate.backend too")
    engines: list[Translator] = []
    for name in config.backends:
        try:
            candidate = backend("translate", name)
            if candidate.check(context).usable:
                engines.append(candidate.create({}, context))
        except DragomanError as error:
            warn(f"the engine {name} is left out: {error}")
    return engines
