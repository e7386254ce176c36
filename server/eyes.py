"""What looks at the pictures of cameras: made once for all of them, each engine in a thread."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol, TypeVar

from configs.camera_config import PictureEngineConfig
from configs.errors import MissingPart, ModelError
from configs.schema import Config
from streaming.narrating.asking import NarrationEngines
from translators.registry import EngineContext
from translators.sight import create_answerer, create_describer, create_detector, create_reader

__all__ = ["STAGES", "Eyes", "open_eyes"]

STAGES = ("glance", "detect", "read", "describe", "answer")
"""What is done with pictures. One call at a time for each of them, in the order of the calls."""
AUTO = "auto"

Say = Callable[[str], None]


class _Closes(Protocol):
    def close(self) -> None: ...


Engine = TypeVar("Engine", bound=_Closes)
Section = TypeVar("Section", bound=PictureEngineConfig)


@dataclass(frozen=True, slots=True)
class Eyes:
    """Engines, and the threads that they are asked in."""

    engines: NarrationEngines
    """Without a translator: that depends on the user's language."""
    threads: Mapping[str, ThreadPoolExecutor]
    """By stage."""


def open_eyes(config: Config, context: EngineContext, say: Say, stack: ExitStack) -> Eyes:
    """Make the engines; `stack` frees them, after the calls that are running.

    Only a detector is indispensable: raises what its last backend raised. What else `auto` cannot
    have is done without. `say` gets a line about what is missing and how to get it.
    """
    detector = create_detector(config.detect, context, say)
    stack.callback(detector.close)
    engines = NarrationEngines(
        detector,
        _maybe(create_reader, config.read, context, say, stack),
        _maybe(create_describer, config.describe, context, say, stack),
        _maybe(create_answerer, config.answer, context, say, stack),
    )
    threads = {stage: ThreadPoolExecutor(1, thread_name_prefix=stage) for stage in STAGES}
    for thread in threads.values():
        stack.callback(thread.shutdown, wait=True, cancel_futures=True)
    return Eyes(engines, threads)


def _maybe(
    create: Callable[[Section, EngineContext, Say], Engine],
    section: Section,
    context: EngineContext,
    say: Say,
    stack: ExitStack,
) -> Engine | None:
    try:
        engine = create(section, context, say)
    except (MissingPart, ModelError):
        if section.backend != AUTO:
            raise
        return None
    stack.callback(engine.close)
    return engine
