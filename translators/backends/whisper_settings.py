"""How Whisper is run by CTranslate2: the options of the backend, checked."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from configs.errors import ConfigError
from translators.options import check_options

__all__ = ["WhisperSettings"]

_SECTION = "recognize"
_COMPUTE_TYPES = (
    "auto",
    "int8",
    "int8_float32",
    "int8_float16",
    "int8_bfloat16",
    "int16",
    "float16",
    "bfloat16",
    "float32",
)
BATCH_ON_A_CARD = 16


@dataclass(frozen=True, slots=True)
class WhisperSettings:
    """What the options of `recognize.options` say."""

    attention: bool = True
    """Words carry `attended_s`, which lets them be settled sooner."""
    beam_size: int = 1
    compute_type: str = "auto"
    """The numbers of the weights; `auto`: eight bits."""
    max_batch: int = 0
    """Windows in one pass; 0: what pays on the device."""
    parallel: int = 1
    """Passes that may run at the same time, each on `recognize.threads` cores."""

    @classmethod
    def read(cls, options: Mapping[str, Any]) -> "WhisperSettings":
        """Settings from options; `ConfigError` names a key or a value that cannot be."""
        defaults = {each.name: each.default for each in fields(cls)}
        check_options(_SECTION, options, defaults)
        for name, value in options.items():
            kind = type(defaults[name])
            if type(value) is not kind:
                raise _wrong(name, f"{value!r} is not of type {kind.__name__}")
        return cls(**options)

    def __post_init__(self) -> None:
        _check_range("beam_size", self.beam_size, 1, 16)
        _check_range("max_batch", self.max_batch, 0, 256)
        _check_range("parallel", self.parallel, 1, 64)
        if self.compute_type not in _COMPUTE_TYPES:
            raise _wrong("compute_type", f"{self.compute_type!r} is unknown", *_COMPUTE_TYPES)

    def batch_on(self, device: str) -> int:
        """How many windows share a pass on `cpu` or `cuda`."""
        return self.max_batch or (BATCH_ON_A_CARD if device == "cuda" else 1)


def _check_range(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise _wrong(name, f"{value} is out of range", f"{low} to {high}")


def _wrong(name: str, problem: str, *allowed: str) -> ConfigError:
    return ConfigError(f"{_SECTION}.options.{name}", problem, allowed=allowed)
