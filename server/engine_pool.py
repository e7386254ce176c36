"""Engines for all sessions of the server: each is loaded once, when somebody first needs it."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from audio_io.vad import create_detector
from configs.errors import ConfigError, DragomanError, UnsupportedLanguage, UnsupportedPair
from configs.schema import Config
from model_store.store import ModelStore
from server.eyes import Eyes, open_eyes
from streaming.engines import Engines
from streaming.sharing import Shared, SharedRecognizer, stage_threads
from translators.languages import LANGUAGES
from translators.recognizer import choose_model, create_recognizer
from translators.registry import EngineContext, backend
from translators.router import TranslatorRouter, create_translator
from translators.speak import Synthesizer
from translators.speaker import SpeakBackend, create_synthesizer
from translators.translate import Pair, TranslationRequest, Translator

__all__ = ["AUTO", "EnginePool"]

AUTO = "auto"
Engine = TypeVar("Engine")


class EnginePool:
    """Recognizers, translators and voices by language. Used in one event loop.

    Models are loaded in a thread of the pool's own: the loop's default one carries media. Whoever
    asks for an engine that is being loaded waits for it; one that failed is tried again by whoever
    asks next.
    """

    def __init__(
        self,
        config: Config,
        store: ModelStore,
        *,
        now_s: Callable[[], float],
        say: Callable[[str], None],
    ) -> None:
        """`now_s` is a monotonic clock in seconds; `say` takes lines for the log, in any thread."""
        self._config = config
        self._store = store
        self._now_s = now_s
        self._say = say
        self._loading = ThreadPoolExecutor(1, thread_name_prefix="load")
        self._threads = stage_threads()
        self._loaded: dict[Hashable, asyncio.Task[Any]] = {}
        self._engines = ExitStack()
        self._ears: list[SharedRecognizer] = []
        self._router: TranslatorRouter | None = None

    @property
    def waiting(self) -> int:
        """Requests that wait for a recognizer."""
        return sum(ears.waiting for ears in self._ears)

    @property
    def speaking(self) -> Executor:
        """The thread that all voices speak in, also those of sessions."""
        return self._threads["speak"]

    def spoken_languages(self) -> tuple[str, ...]:
        """Languages that can be recognised here, ISO 639-1, in alphabetical order."""
        config = self._config.recognize
        names = config.candidates if config.model == AUTO else (config.model,)
        known = {entry.name: entry for entry in self._store.entries("recognize")}
        if any(name not in known for name in names):
            # A model of the user's own tells only when it is loaded.
            return tuple(sorted(LANGUAGES))
        at_hand = [
            known[name] for name in names if self._store.has(name) or not self._store.offline
        ]
        return tuple(
            sorted(code for code in LANGUAGES if any(entry.knows(code) for entry in at_hand))
        )

    def targets_of(self, source: str) -> tuple[str, ...]:
        """Languages that one can be translated into; of `auto`, those of any language."""
        pairs = self._translator().traits.pairs
        found = {pair.target for pair in pairs if source in (AUTO, pair.source)}
        return tuple(sorted(found - {source}))

    def voiced_languages(self) -> tuple[str, ...]:
        """Languages that can be spoken here."""
        voiced: set[str] = set()
        for name in self._voice_backends():
            with suppress(DragomanError):
                maker = backend("speak", name)
                context = self._context(self._config.speak.threads)
                if maker.check(context).usable:
                    voiced.update(
                        code for code in LANGUAGES if self._voice_options(name, code) is not None
                    )
        return tuple(sorted(voiced))

    async def engines(self, language: str) -> Engines:
        """What a session needs to hear a language (or `auto`), with a voice detector of its own.

        Raises `UnsupportedLanguage`, and what the backend and the model store raise.
        """
        model = await self._once(("model", language), partial(self._model, language))
        recognizer, ears = await self._once(
            ("recognize", model), partial(self._recognizer, language, model)
        )
        if language != AUTO and language not in recognizer.traits.languages:
            raise UnsupportedLanguage(recognizer.traits.name, language, recognizer.traits.languages)
        detector = create_detector(self._config.audio.vad)
        return Engines(recognizer, detector, shared=Shared(ears, self._threads))

    async def translator(self, source: str, target: str) -> Translator:
        """Who translates from a language (or `auto`) into another; raises `UnsupportedPair`."""
        router = self._translator()
        if source != AUTO:
            router.route(Pair(source, target))
            trying = partial(self._try, router, Pair(source, target))
            await self._once(("pair", source, target), trying)
        elif not any(pair.target == target for pair in router.traits.pairs):
            raise UnsupportedPair("any language", target)
        return router

    async def voice(self, language: str) -> Synthesizer:
        """Who speaks a language; raises `UnsupportedLanguage`, and what the backend raises."""
        for name in self._voice_backends():
            options = self._voice_options(name, language)
            if options is None:
                continue
            key = ("speak", name, tuple(sorted(options.items())))
            try:
                return await self._once(key, partial(self._voice, name, language))
            except ConfigError:
                raise
            except DragomanError as error:
                self._say(f"{name} cannot speak {language}: {error}")
        raise UnsupportedLanguage("every speech engine", language)

    async def eyes(self) -> Eyes:
        """What looks at pictures; raises what the detector's backends and the model store raise."""
        return await self._once(("eyes",), self._eyes)

    async def warm(self, languages: Iterable[str]) -> None:
        """Load what is needed to hear these languages."""
        for language in languages:
            await self.engines(language)

    def close(self) -> None:
        """Free everything; waits for calls that are running. Sessions must be over."""
        for task in self._loaded.values():
            task.cancel()
        for executor in (self._loading, *self._threads.values()):
            executor.shutdown(wait=True, cancel_futures=True)
        for ears in self._ears:
            ears.close()
        self._engines.close()

    def _once(self, key: Hashable, load: Callable[[], Engine]) -> Awaitable[Engine]:
        """What `load` makes in the loading thread, made once for all who ask."""
        known = self._loaded.get(key)
        if known is None or (known.done() and _failed(known)):
            known = self._loaded[key] = asyncio.ensure_future(self._load(load))
        # Whoever gives up waiting does not end it for the others.
        return asyncio.shield(known)

    async def _load(self, load: Callable[[], Engine]) -> Engine:
        return await asyncio.get_running_loop().run_in_executor(self._loading, load)

    def _context(self, threads: int) -> EngineContext:
        return EngineContext(self._store, threads, self._config.recognize.device)

    def _eyes(self) -> Eyes:
        context = self._context(self._config.detect.threads)
        eyes = open_eyes(self._config, context, self._say, self._engines)
        # Translators are everybody's, and take one call at a time.
        return replace(eyes, threads={**eyes.threads, "translate": self._threads["translate"]})

    def _model(self, language: str) -> str:
        return choose_model(self._config.recognize, language, self._store, self._say)

    def _recognizer(self, language: str, model: str) -> tuple[Any, SharedRecognizer]:
        config = self._config.recognize
        context = self._context(config.threads)
        recognizer = create_recognizer(config, context, language, self._say, model=model)
        self._engines.callback(recognizer.close)
        if not recognizer.traits.shareable:
            raise ConfigError(
                "recognize.backend", f"{recognizer.traits.name} cannot serve several sessions"
            )
        ears = SharedRecognizer(recognizer, self._now_s)
        self._ears.append(ears)
        return recognizer, ears

    def _translator(self) -> TranslatorRouter:
        if self._router is None:
            context = self._context(self._config.recognize.threads)
            self._router = create_translator(self._config.translate, context, [], self._say)
            self._engines.callback(self._router.close)
        return self._router

    def _try(self, router: TranslatorRouter, pair: Pair) -> None:
        """Have what a pair needs loaded, so that the first sentence does not wait for it."""
        for notice in router.translate(TranslationRequest(".", pair)).notices:
            self._say(notice.message)

    def _voice_backends(self) -> tuple[str, ...]:
        speak = self._config.speak
        return speak.backends if speak.backend == AUTO else (speak.backend,)

    def _voice_options(self, name: str, language: str) -> Mapping[str, Any] | None:
        """What the engine is made with for a language; the same for languages that share one."""
        maker = backend("speak", name)
        given = self._config.speak.options
        if not isinstance(maker, SpeakBackend):
            return given
        try:
            return maker.options_for(language, given, self._context(self._config.speak.threads))
        except DragomanError:
            return None

    def _voice(self, name: str, language: str) -> Synthesizer:
        context = self._context(self._config.speak.threads)
        self._say(f"loading a voice for {language}")
        speak = replace(self._config.speak, backend=name)
        synthesizer = create_synthesizer(speak, context, language, self._say)
        self._engines.callback(synthesizer.close)
        return synthesizer


def _failed(task: "asyncio.Task[Any]") -> bool:
    return task.cancelled() or task.exception() is not None
