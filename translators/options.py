"""Options of an engine, checked: what is not known or out of range is a `ConfigError`."""

from collections.abc import Iterable, Mapping
from typing import Any

from configs.errors import ConfigError

__all__ = ["check_options", "number_option"]


def check_options(section: str, options: Mapping[str, Any], known: Iterable[str]) -> None:
    """No option but the known ones."""
    allowed = sorted(known)
    unknown = set(options) - set(allowed)
    if unknown:
        problem = "unknown option" if allowed else "the engine takes no options"
        raise ConfigError(f"{section}.options.{min(unknown)}", problem, allowed=allowed)


def number_option(
    section: str, options: Mapping[str, Any], name: str, default: float, low: float, high: float
) -> float:
    """A number from `low` to `high`."""
    value = options.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        key = f"{section}.options.{name}"
        raise ConfigError(key, f"{value!r} is out of range", allowed=(f"{low} to {high}",))
    return float(value)
