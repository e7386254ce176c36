"""The engines of narrations: the best of each role that can be had, freed at the end."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Protocol, TypeVar

from configs.camera_config import PictureEngineConfig
from configs.errors import MissingPart, ModelError
from configs.schema import Config
from streaming.narrating.asking import NarrationEngines
from translators.registry import EngineContext
from translators.shared_sight import SharedDetector, SharedReader
from translators.sight import (
    create_answerer,
    create_depth,
    create_describer,
    create_detector,
    create_reader,
)

__all__ = ["open_narration_engines"]

AUTO = "auto"
FEW_KINDS = 10
"""A detector that knows no more kinds of things says which."""
SENTENCES = "sentences about the picture need: python -m pip install 'dragoman[vision]'"

Say = Callable[[str], None]


class _Closes(Protocol):
    def close(self) -> None: ...


Engine = TypeVar("Engine", bound=_Closes)
Section = TypeVar("Section", bound=PictureEngineConfig)


def open_narration_engines(
    config: Config, context: EngineContext, say: Say, stack: ExitStack
) -> NarrationEngines:
    """Make them, without a translator: that depends on the user's language. `stack` frees them.

    Only a detector is indispensable. What else `auto` cannot have is done without; `say` gets a
    line about what is missing and how to get it. Engines that need a detector or a reader use
    these, and load none of their own. Raises what the backends raise for an engine that was asked
    for by its name.
    """
    found = create_detector(config.detect, context, say)
    stack.callback(found.close)
    _tell_limits(found.traits.name, found.traits.labels, say)
    read = _maybe(create_reader, config.read, context, say, stack)
    detector, reader = SharedDetector(found), None if read is None else SharedReader(read)
    context = replace(context, detector=detector, reader=reader)
    describer = _maybe(create_describer, config.describe, context, _unsaid, stack)
    if describer is None:
        say(SENTENCES)
    return NarrationEngines(
        detector,
        reader,
        describer,
        answerer=_maybe(create_answerer, config.answer, context, _unsaid, stack),
        depth=_maybe(create_depth, config.depth, context, say, stack),
    )


def _unsaid(line: str) -> None:
    """One line stands for them all."""


def _maybe(
    create: Callable[[Section, EngineContext, Say], Engine | None],
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
    if engine is not None:
        stack.callback(engine.close)
    return engine


def _tell_limits(name: str, labels: frozenset[str], say: Say) -> None:
    if len(labels) < FEW_KINDS:
        say(f"{name} finds only: {', '.join(sorted(labels))}; other things go untold")
