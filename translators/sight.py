"""The engines that look at pictures: the first of each role that can be used, made when asked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from configs.camera_config import (
    AnswerConfig,
    DepthConfig,
    DescribeConfig,
    DetectConfig,
    ReadConfig,
)
from configs.errors import ConfigError, DragomanError, MissingPart, ModelError
from translators.describe import Answerer, DepthEstimator, Describer, Detector, Reader
from translators.registry import EngineContext, Role, backend

__all__ = [
    "create_answerer",
    "create_depth",
    "create_describer",
    "create_detector",
    "create_reader",
]

AUTO = "auto"
BOXES = "boxes"

Say = Callable[[str], None]


def _ignore(line: str) -> None:
    """Say nothing."""


def create_detector(config: DetectConfig, context: EngineContext, say: Say = _ignore) -> Detector:
    """The detector of the settings; with `auto`, the first of its backends that starts.

    `say` gets a line about each that does not: what is missing, and how to get it. Raises what
    the last one raised when none does.
    """
    made: Detector = _created("detect", config, context, say)
    return made


def create_reader(config: ReadConfig, context: EngineContext, say: Say = _ignore) -> Reader:
    """The reader of the settings; like `create_detector`."""
    made: Reader = _created("read", config, context, say)
    return made


def create_describer(
    config: DescribeConfig, context: EngineContext, say: Say = _ignore
) -> Describer:
    """The describer of the settings; like `create_detector`."""
    made: Describer = _created("describe", config, context, say)
    return made


def create_answerer(config: AnswerConfig, context: EngineContext, say: Say = _ignore) -> Answerer:
    """The answerer of the settings; like `create_detector`."""
    made: Answerer = _created("answer", config, context, say)
    return made


def create_depth(
    config: DepthConfig, context: EngineContext, say: Say = _ignore
) -> DepthEstimator | None:
    """What tells near from far, like `create_detector`; None where boxes are to tell it alone."""
    if config.backend == BOXES:
        return None
    made: DepthEstimator = _created("depth", config, context, say)
    return made


_AnyConfig = DetectConfig | ReadConfig | DescribeConfig | AnswerConfig | DepthConfig


def _created(role: Role, config: _AnyConfig, context: EngineContext, say: Say) -> Any:
    context = replace(context, threads=config.threads, device=config.device)
    if config.backend != AUTO:
        return backend(role, config.backend).create(config.options, context)
    if config.options:
        raise ConfigError(f"{role}.options", f"belong to one engine; set {role}.backend too")
    failed: DragomanError | None = None
    for name in config.backends:
        try:
            return backend(role, name).create({}, context)
        except (MissingPart, ModelError) as error:
            failed = error
            say(f"{name} cannot {role}: {error}")
    raise failed or ConfigError(f"{role}.backends", "is empty")
