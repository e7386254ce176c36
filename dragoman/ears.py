"""What hears the user of a narration: a microphone or a recording, and a recognizer."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from audio_io.source import Source, open_source
from configs.schema import Config
from dragoman.engines import open_engines
from dragoman.job import Wish
from model_store.store import ModelStore
from streaming.session import Session
from translators.recognizer import Say

__all__ = ["NewEars", "open_ears", "open_voice_source"]

NAME = "ears"

NewEars = Callable[[], Session]
"""Makes the session that hears the user, inside an event loop."""


@contextmanager
def open_voice_source(listen: str, config: Config) -> Iterator[Source | None]:
    """Where the user is heard; None if nowhere. Raises what `open_source` raises."""
    if not listen:
        yield None
        return
    source = open_source(listen, config.audio, pace="realtime")
    try:
        yield source
    finally:
        asyncio.run(source.aclose())


@contextmanager
def open_ears(
    source: Source | None, config: Config, store: ModelStore, say: Say
) -> Iterator[NewEars | None]:
    """The engines that understand the narration's language, until the end of the block.

    None without a source. Raises what the recognizer's backend raises.
    """
    if source is None:
        yield None
        return
    language = config.narrate.language
    config = replace(config, recognize=replace(config.recognize, language=language))
    with open_engines(config, Wish(language), store, say=say) as engines:
        yield lambda: Session(
            config, source, engines, name=NAME, now_s=time.monotonic, is_live=True
        )
